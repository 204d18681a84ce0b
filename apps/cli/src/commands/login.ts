import { hostname } from "node:os";
import type { NewTokenJson } from "@infershield/proxy";
import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../base-command.ts";
import { printable } from "../printable.ts";
import { readStandardInput } from "../read-input.ts";
import { serverFlag } from "../team/server-flag.ts";
import type { TokenToKeep } from "../team/server-tokens.ts";

interface LoginResult {
  readonly server: string;
  readonly user: string;
  readonly role: string;
  readonly device: string;
  readonly proxy_url: string;
  readonly expires_at: string;
}

export default class Login extends BaseCommand {
  static override summary = "Sign this machine in to a team's server with the one-time code of your administrator.";
  static override description =
    "The code becomes a token of this machine, which is kept sealed in the home. Without --code, or with --code -, it is read from standard input.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> --server https://infershield.example:8001",
    {
      description: "With the code on the command line: it works once, for an hour",
      command: "<%= config.bin %> <%= command.id %> --server https://infershield.example:8001 --code ifsd_…",
    },
  ];
  static override flags = {
    server: serverFlag({ description: "address of the team's server", required: true }),
    code: Flags.string({
      description: "one-time code; - reads it from standard input",
      default: "-",
      helpValue: "CODE",
    }),
    device: Flags.string({ description: "name of this machine (default: its host name)", helpValue: "NAME" }),
  };

  async run(): Promise<LoginResult> {
    const { flags } = await this.parse(Login);
    const { server } = flags;
    const config = await this.loadConfig(flags.config);
    const code =
      flags.code === "-" ? await readStandardInput({ what: "one-time code", pattern: /^ifsd_\w{1,200}$/ }) : flags.code;
    const [{ openTokens }, { deviceAnswer }, { ask }, { serverAdministration }, { keepServerTokens }] =
      await Promise.all([
        import("@infershield/instance"),
        import("../team/answers.ts"),
        import("../team/ask.ts"),
        import("../team/server-administration.ts"),
        import("../team/server-tokens.ts"),
      ]);
    // Opened first: a code works once, and must not be spent when its token cannot be kept.
    const home = await openTokens(config, { create: true });
    try {
      const device = flags.device ?? (hostname().slice(0, 64) || "device");
      const enrolled = await ask(serverAdministration(server, {}), "POST /admin/login", deviceAnswer, { code, device });
      const { user, administration } = enrolled;
      await keepServerTokens(home, server, {
        email: user.email,
        device: toKeep(enrolled.device),
        ...(administration && { administration: toKeep(administration) }),
      });
      this.log(`✓ This machine is ${printable(device)} of ${printable(user.email)} (${user.role}) at ${server}.`);
      this.log(`The proxy for your tools is ${printable(enrolled.proxy_url)}.`);
      this.log(`Next: infershield auth login --server ${server}`);
      return {
        server,
        user: user.email,
        role: user.role,
        device,
        proxy_url: enrolled.proxy_url,
        expires_at: enrolled.device.expires_at,
      };
    } finally {
      await home.close();
    }
  }
}

function toKeep({ token, expires_at }: NewTokenJson): TokenToKeep {
  return { token, expiresAt: Date.parse(expires_at) };
}
