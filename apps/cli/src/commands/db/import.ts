import { resolve } from "node:path";
import { localUser } from "@infershield/core";
import { type ImportedLogin, recordedAct } from "@infershield/instance";
import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../base-command.ts";
import { printable } from "../../printable.ts";
import { ownerOf } from "../../team/owner-of.ts";

const outcomes: Readonly<Record<ImportedLogin["outcome"], string>> = {
  moved: "✓ moved",
  exists: "✗ left: the user has another token for this account",
  unfinished: "✗ left: a refresh was cut off; start the proxy of that home once, then import again",
};

export default class DbImport extends BaseCommand {
  static override summary = "Move the logins of a single-user home to a user of the team.";
  static override description =
    "They are moved, not copied: two stores with the same refresh token would end the login at the provider. Stop the proxy of that home first. InferShield tokens are not moved: give the person an enrolment code instead. It can be run again after an interruption.";
  static override examples = [
    {
      description: "From the configured home itself, once it serves a team",
      command: "<%= config.bin %> <%= command.id %> --user alex@example.com",
    },
    {
      description: "From another folder, whose key is elsewhere",
      command: "<%= config.bin %> <%= command.id %> --user alex@example.com --key-file ./master.key ./home-of-alex",
    },
  ];
  static override args = {
    home: Args.string({ description: "folder of the single-user home; default the configured one" }),
  };
  static override flags = {
    user: Flags.string({ description: "who gets the logins", required: true, helpValue: "EMAIL" }),
    from: Flags.string({ description: "whose logins in that home", default: localUser, helpValue: "EMAIL" }),
    "key-file": Flags.string({
      description: "file with that home's master key; default master.key in it, else the configured key",
      helpValue: "FILE",
    }),
  };

  async run(): Promise<{ readonly user: string; readonly logins: readonly ImportedLogin[] }> {
    const { args, flags } = await this.parse(DbImport);
    const config = await this.loadConfig(flags.config);
    const { importHome } = await import("@infershield/instance");
    const logins = await this.withInstance(config, { create: false }, async (instance) => {
      const to = await ownerOf(instance, flags.user);
      const act = { event: "admin", action: "db.import", userId: localUser, subject: to } as const;
      return recordedAct(instance, act, () =>
        importHome(instance, {
          homePath: args.home === undefined ? undefined : resolve(args.home),
          from: flags.from,
          keyFile: flags["key-file"] === undefined ? undefined : resolve(flags["key-file"]),
          to,
        }),
      );
    });
    for (const { provider, account, outcome } of logins) {
      this.log(`${outcomes[outcome]}: ${printable(provider)}, ${printable(account)}`);
    }
    if (logins.length === 0) this.log(`There is no login of ${printable(flags.from)} in that home.`);
    return { user: flags.user, logins };
  }
}
