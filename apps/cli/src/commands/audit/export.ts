import { exportAudit } from "@infershield/audit";
import { openAuditSource } from "@infershield/instance";
import { filterFlags } from "../../audit/filter-flags.ts";
import { recordFilter } from "../../audit/record-filter.ts";
import { exportFlags, writeExport } from "../../audit/write-export.ts";
import { BaseCommand } from "../../base-command.ts";

export default class AuditExport extends BaseCommand {
  static override summary = "Hand audit records on: as they are with proofs, or for a spreadsheet or log collector.";
  static override description =
    "jsonl carries signed checkpoints and proofs, so it verifies without the rest of the trail and without any secret.";
  static override examples = [
    {
      description: "Everything about one person, verifiable alone",
      command: "<%= config.bin %> <%= command.id %> --user alex@example.com --out alex.jsonl",
    },
    {
      description: "Last week's blocks as a spreadsheet",
      command: "<%= config.bin %> <%= command.id %> --since 7d --decision block --format csv",
    },
  ];
  static override flags = { ...filterFlags, ...exportFlags };

  async run(): Promise<{ readonly out: string; readonly format: string } | undefined> {
    const { flags } = await this.parse(AuditExport);
    const { format, out } = flags;
    const config = await this.loadConfig(flags.config);
    const source = await openAuditSource(config);
    const filter = await recordFilter(config, flags);
    await writeExport(exportAudit({ source, format, filter }), out);
    if (out === undefined) return undefined;
    this.log(`✓ Exported to ${out}.`);
    return { out, format };
  }
}
