import { resolve } from "node:path";
import * as Args from "@oclif/core/args";
import { BaseCommand } from "../../base-command.ts";
import { describeFacts, type FactsJson, factsToJson } from "../../db/facts-json.ts";

interface RestoreJson {
  readonly restored: FactsJson;
  readonly replaced: FactsJson | null;
  /** File that the former database was kept in. */
  readonly kept: string | null;
}

export default class DbRestore extends BaseCommand {
  static override summary = "Put a backup in the place of the team's database. The server must be stopped.";
  static override description =
    "The backup is checked and opened with the configured master key before anything changes, and what it replaces is kept beside the database. Everything goes back to the moment of the backup: users and tokens ended since then are back, logins renewed since then have to be made again where the provider rotates tokens, and the audit trail goes on from its record of then.";
  static override examples = ["<%= config.bin %> <%= command.id %> /backups/infershield-monday.db"];
  static override args = { file: Args.string({ description: "file made by `infershield db backup`", required: true }) };

  async run(): Promise<RestoreJson> {
    const { args, flags } = await this.parse(DbRestore);
    const config = await this.loadConfig(flags.config);
    const { restoreTeam } = await import("@infershield/instance");
    const { now, before, kept } = await restoreTeam(config, resolve(args.file));
    if (before !== undefined && before.auditSeq > now.auditSeq) {
      this.progress(
        `warning: the audit trail goes back from record ${before.auditSeq} to ${now.auditSeq}; the records between are in the kept file only.`,
      );
    }
    if (before !== undefined && before.keysetSeq > now.keysetSeq) {
      this.progress("warning: keys were changed since the backup; run the same key commands again.");
    }
    this.log(`✓ Restored: ${describeFacts(now)}.`);
    if (kept !== undefined) this.log(`What was there is kept in ${kept}.`);
    return {
      restored: factsToJson(now),
      replaced: before === undefined ? null : factsToJson(before),
      kept: kept ?? null,
    };
  }
}
