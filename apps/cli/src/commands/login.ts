import { hostname } from "node:os";
import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../base-command.ts";
import { printable } from "../printable.ts";
import { readStandardInput } from "../read-input.ts";
import { serverFlag } from "../team/server-flag.ts";

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
      flags.code === "-"
        ? await readStandardInput({
            what: "one-time code",
            pattern: /^ifsd_\w{1,200}$/,
            looksLike: "it begins with ifsd_",
          })
        : flags.code;
    const device = flags.device ?? (hostname().slice(0, 64) || "device");
    const { enrolMachine } = await import("../team/enrol-machine.ts");
    const enrolled = await this.withInstance(config, { create: true }, (instance) =>
      enrolMachine(instance, { server, code, device }),
    );
    const { user, proxy_url } = enrolled;
    this.log(`✓ This machine is ${printable(device)} of ${printable(user.email)} (${user.role}) at ${server}.`);
    this.log(`The proxy for your tools is ${printable(proxy_url)}.`);
    this.log(`Next: infershield auth login --server ${server}`);
    return { server, user: user.email, role: user.role, device, proxy_url, expires_at: enrolled.device.expires_at };
  }
}
