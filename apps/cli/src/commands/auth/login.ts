import { localUser } from "@infershield/core";
import type { Config } from "@infershield/instance";
import type { TokenRecord } from "@infershield/token-store";
import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { applyLoginFlags } from "../../auth/apply-login-flags.ts";
import { type LoginViews, logIn, withDeadline } from "../../auth/log-in.ts";
import { jsonLoginViews, textLoginViews } from "../../auth/login-views.ts";
import { storeApiKey } from "../../auth/sign-in.ts";
import { durationFlag } from "../../duration-flag.ts";
import { printable } from "../../printable.ts";
import { readStandardInput } from "../../read-input.ts";
import { ownerOf } from "../../team/owner-of.ts";
import { serverFlag } from "../../team/server-flag.ts";
import { TeamCommand } from "../../team/team-command.ts";
import { userFlag } from "../../user-flag.ts";

interface ServerLogin {
  readonly server: string;
  readonly provider: string;
  readonly account: string;
  readonly userId: string;
  readonly timeoutMs: number | undefined;
  readonly apiKey: string | undefined;
}

export default class AuthLogin extends TeamCommand {
  static override summary = "Sign in to a provider; its tokens are kept sealed on this machine.";
  static override description =
    "Prints an address and a code; open the address in any browser and enter the code. A provider without codes comes back to this machine from the browser instead. With --json one event a line: code, visit, pending, slow_down, retry, success.";
  static override examples = [
    { description: "Sign in with a code", command: "<%= config.bin %> <%= command.id %> github" },
    {
      description: "Through a team's server",
      command: "<%= config.bin %> <%= command.id %> --server https://infershield.example:8001 github",
    },
    { description: "Store an API key", command: "<%= config.bin %> <%= command.id %> --with-token openai < key.txt" },
    {
      description: "Store an API key on a team's server",
      command:
        "<%= config.bin %> <%= command.id %> --server https://infershield.example:8001 --with-token openai < key.txt",
    },
    { description: "A second account", command: "<%= config.bin %> <%= command.id %> --account work github" },
    {
      description: "From a machine without a browser",
      command: "<%= config.bin %> <%= command.id %> --no-browser --qr",
    },
  ];
  static override args = {
    provider: Args.string({ description: "provider to sign in to", default: "openai" }),
  };
  static override flags = {
    account: Flags.string({
      description: "label of this account, when you have several",
      default: "default",
      helpValue: "LABEL",
    }),
    user: userFlag("owner of the login"),
    host: Flags.string({ description: "an enterprise's own host, such as octocorp.ghe.com", helpValue: "HOST" }),
    "client-id": Flags.string({ description: "OAuth client id to sign in with", helpValue: "ID" }),
    "no-browser": Flags.boolean({ description: "do not open a browser" }),
    "open-complete": Flags.boolean({
      description: "open the address that already contains the code",
      exclusive: ["no-browser"],
    }),
    qr: Flags.boolean({ description: "also show the address as a QR code" }),
    "with-token": Flags.boolean({ description: "read an API key from standard input instead of signing in" }),
    timeout: durationFlag({ description: "give up after this long (default: when the code expires)" }),
    server: serverFlag({
      description: "sign in through a team's server, which keeps the tokens; nothing of them comes to this machine",
      exclusive: ["host", "client-id"],
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(AuthLogin);
    const config = await applyLoginFlags(await this.loadConfig(flags.config), args.provider, {
      clientId: flags["client-id"],
      host: flags.host,
    });
    const request = { provider: args.provider, userId: flags.user, account: flags.account, timeoutMs: flags.timeout };
    const views = this.jsonEnabled()
      ? jsonLoginViews((event) => this.printEvent(event))
      : textLoginViews({
          out: (line) => this.log(line),
          qr: flags.qr,
          open: flags["no-browser"] ? "nothing" : flags["open-complete"] ? "complete" : "plain",
        });
    const apiKey = flags["with-token"]
      ? await readStandardInput({
          what: "API key",
          pattern: /^[\x21-\x7e]{8,4096}$/,
          looksLike: "8 to 4096 signs on one line, without spaces",
        })
      : undefined;
    if (flags.server !== undefined) {
      await this.#atServer(config, { ...request, server: flags.server, apiKey }, views);
      return;
    }
    const record = await this.withInstance(config, { create: true }, async (instance) => {
      const owned = { ...request, userId: await ownerOf(instance, request.userId) };
      return apiKey === undefined ? logIn(instance, owned, views) : storeApiKey(instance, owned, apiKey);
    });
    this.#success(record);
  }

  async #atServer(
    config: Config,
    { server, provider, account, userId, timeoutMs, apiKey }: ServerLogin,
    views: LoginViews,
  ): Promise<void> {
    const user = userId === localUser ? undefined : userId;
    const { serverSignIn } = await import("../../auth/server-sign-in.ts");
    // Signing others in is an administrator's act.
    const token = user === undefined ? "device" : "administration";
    await this.withTeam(config, { server, token }, async (administration) => {
      if (apiKey !== undefined) {
        await administration.call("POST /admin/logins", { provider, account, user, api_key: apiKey });
        this.#success({ provider, account, displayName: account, kind: "api_key" }, server);
        return;
      }
      await withDeadline(timeoutMs, async (signal) => {
        const { name } = await serverSignIn(administration, { provider, account, user, signal }, views);
        this.#success({ provider, account, displayName: name ?? account, kind: "oauth" }, server);
      });
    });
  }

  #success(login: Pick<TokenRecord, "provider" | "account" | "displayName" | "kind">, server?: string): void {
    const { provider, account, displayName, kind } = login;
    const name = displayName ?? account;
    if (this.jsonEnabled()) this.printEvent({ event: "success", provider, account, name, kind });
    this.log(kind === "api_key" ? `✓ API key for ${provider} stored` : `✓ Authenticated as ${printable(name)}`);
    this.log(`Next: infershield setup ${server === undefined ? "" : `--server ${server} `}codex`);
  }
}
