import { resolve } from "node:path";
import * as Args from "@oclif/core/args";
import { BaseCommand } from "../../base-command.ts";
import { describeFacts, type FactsJson, factsToJson } from "../../db/facts-json.ts";

export default class DbBackup extends BaseCommand {
  static override summary = "Copy the team's database to a file while the server runs.";
  static override description =
    "The copy is one moment of the database, checked and forced to disk before it gets its name; nothing is ever overwritten. It is sealed like the database and needs no key to be made: keep the master key elsewhere, or the copy is worth nothing after a loss.";
  static override examples = ["<%= config.bin %> <%= command.id %> /backups/infershield-monday.db"];
  static override args = { file: Args.string({ description: "file to make", required: true }) };

  async run(): Promise<FactsJson & { readonly file: string }> {
    const { args, flags } = await this.parse(DbBackup);
    const config = await this.loadConfig(flags.config);
    const { backupTeam } = await import("@infershield/instance");
    const file = resolve(args.file);
    const isTerminal = process.stderr.isTTY && !this.jsonEnabled();
    const facts = await backupTeam(config, file, (share) => {
      if (isTerminal) process.stderr.write(`\r\u001b[K${Math.floor(share * 100)} %`);
    });
    if (isTerminal) process.stderr.write("\r\u001b[K");
    this.log(`✓ ${file}: ${describeFacts(facts)}.`);
    return { file, ...factsToJson(facts) };
  }
}
