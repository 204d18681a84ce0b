import { filterFlags } from "../../audit/filter-flags.ts";
import { exportFlags, writeExport } from "../../audit/write-export.ts";
import { serverFlag } from "../../team/server-flag.ts";
import { TeamCommand } from "../../team/team-command.ts";

export default class AdminAudit extends TeamCommand {
  static override summary = "Hand audit records of the team on; that you did is recorded too.";
  static override description = "As `infershield audit export`, also from a team's server.";
  static override examples = ["<%= config.bin %> <%= command.id %> --user kim@example.com --since 7d --format csv"];
  static override flags = { ...filterFlags, ...exportFlags, server: serverFlag() };

  async run(): Promise<{ readonly out: string; readonly format: string } | undefined> {
    const { flags } = await this.parse(AdminAudit);
    const { server, out, user, since, until, decision, format } = flags;
    const config = await this.loadConfig(flags.config);
    await this.administer(config, { server }, (administration) =>
      writeExport(administration.read("GET /admin/audit", { user, since, until, decision, format }), out),
    );
    if (out === undefined) return undefined;
    this.log(`✓ Exported to ${out}.`);
    return { out, format };
  }
}
