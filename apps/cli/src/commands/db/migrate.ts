import { BaseCommand } from "../../base-command.ts";

export default class DbMigrate extends BaseCommand {
  static override summary = "Bring the team's database to the schema of this version.";
  static override description =
    "Whatever opens an older database does this, too; run it by hand to do it before the server starts. All of it or nothing. Make a backup first: an older version cannot open the result.";
  static override examples = ["<%= config.bin %> <%= command.id %>"];

  async run(): Promise<{ readonly from: number; readonly to: number }> {
    const { flags } = await this.parse(DbMigrate);
    const config = await this.loadConfig(flags.config);
    const { migrateTeam } = await import("@infershield/instance");
    const { from, to } = await migrateTeam(config);
    this.log(
      from === to
        ? `✓ Up to date: version ${to} of the schema.`
        : `✓ Brought from version ${from} of the schema to ${to}.`,
    );
    return { from, to };
  }
}
