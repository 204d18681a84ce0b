import type { DeviceAuthorization } from "@infershield/device-flow";
import type { Instance } from "@infershield/instance";
import type { TokenRecord } from "@infershield/token-store";
import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { jsonLoginView, type LoginView, textLoginView } from "../../auth/login-view.ts";
import { openBrowser } from "../../auth/open-browser.ts";
import { type SignInRequest, signIn, storeApiKey } from "../../auth/sign-in.ts";
import { BaseCommand } from "../../base-command.ts";
import { CliError } from "../../cli-error.ts";
import { durationFlag } from "../../duration-flag.ts";
import { interruptible } from "../../interruptible.ts";
import { readStandardInput } from "../../read-input.ts";
import { userFlag } from "../../user-flag.ts";

export default class AuthLogin extends BaseCommand {
  static override summary = "Sign in to a provider; its tokens are kept sealed on this machine.";
  static override description =
    "Prints an address and a code; open the address in any browser and enter the code. With --json one event a line: code, pending, slow_down, retry, success.";
  static override examples = [
    { description: "Sign in by device flow", command: "<%= config.bin %> <%= command.id %> github" },
    { description: "Store an API key", command: "<%= config.bin %> <%= command.id %> --with-token openai < key.txt" },
    { description: "A second account", command: "<%= config.bin %> <%= command.id %> --account work github" },
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
    "client-id": Flags.string({ description: "OAuth client id to sign in with", helpValue: "ID" }),
    "no-browser": Flags.boolean({ description: "do not open a browser" }),
    "open-complete": Flags.boolean({
      description: "open the address that already contains the code",
      exclusive: ["no-browser"],
    }),
    qr: Flags.boolean({ description: "also show the address as a QR code" }),
    "with-token": Flags.boolean({ description: "read an API key from standard input instead of signing in" }),
    timeout: durationFlag({ description: "give up after this long (default: when the code expires)" }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(AuthLogin);
    const config = await this.loadConfig(flags.config, {
      ...(flags["client-id"] !== undefined && { providers: { [args.provider]: { clientId: flags["client-id"] } } }),
    });
    const request = {
      provider: args.provider,
      userId: flags.user,
      account: flags.account,
      ...(flags.timeout !== undefined && { signal: AbortSignal.timeout(flags.timeout) }),
    };
    const view = this.#view({
      qr: flags.qr,
      open: flags["no-browser"] ? "nothing" : flags["open-complete"] ? "complete" : "plain",
    });
    await this.withInstance(config, { create: true }, async (instance) => {
      const record = flags["with-token"]
        ? await storeApiKey(
            instance,
            request,
            await readStandardInput({ what: "API key", pattern: /^[\x21-\x7e]{8,4096}$/ }),
          )
        : await signInOrCancel(instance, request, view);
      this.#success(record);
    });
  }

  #view(options: { readonly qr: boolean; readonly open: "nothing" | "plain" | "complete" }): LoginView {
    if (this.jsonEnabled()) return jsonLoginView((event) => this.printEvent(event));
    const view = textLoginView({ out: (line) => this.log(line), err: process.stderr, qr: options.qr });
    return {
      ...view,
      code: (authorization) => {
        view.code(authorization);
        const address = addressToOpen(authorization, options.open);
        if (address !== undefined && process.stdout.isTTY) openBrowser(address);
      },
    };
  }

  #success({ provider, account, displayName, kind }: TokenRecord): void {
    const name = displayName ?? account;
    if (this.jsonEnabled()) this.printEvent({ event: "success", provider, account, name, kind });
    this.log(kind === "api_key" ? `✓ API key for ${provider} stored` : `✓ Authenticated as ${name}`);
    this.log("Next: infershield setup codex");
  }
}

function addressToOpen(authorization: DeviceAuthorization, open: "nothing" | "plain" | "complete"): string | undefined {
  if (open === "nothing") return undefined;
  return open === "complete"
    ? (authorization.verificationUriComplete ?? authorization.verificationUri)
    : authorization.verificationUri;
}

/** Ctrl-C and `--timeout` end the wait cleanly: the home is closed and the terminal restored. */
async function signInOrCancel(instance: Instance, request: SignInRequest, view: LoginView): Promise<TokenRecord> {
  return await interruptible(async (interrupt) => {
    const signal = request.signal ? AbortSignal.any([request.signal, interrupt]) : interrupt;
    try {
      return await signIn(instance, { ...request, signal }, view);
    } catch (cause) {
      if (!request.signal?.aborted) throw cause;
      throw new CliError("TIMED_OUT", "Nobody approved the code in the time given with --timeout.", {
        cause,
        hint: "Run the same login again and enter the new code.",
      });
    }
  });
}
