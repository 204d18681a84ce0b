import { type AuditRecord, readAuditLog } from "@infershield/audit";
import * as Flags from "@oclif/core/flags";
import { auditSource } from "../../audit/check-audit.ts";
import { filterFlags, toFilter } from "../../audit/filter-flags.ts";
import { BaseCommand } from "../../base-command.ts";
import { printable } from "../../printable.ts";

export default class AuditTail extends BaseCommand {
  static override summary = "Show the last audit records.";
  static override description = "With --json one record a line, as it lies on disk.";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> --lines 100 --decision block",
  ];
  static override flags = {
    ...filterFlags,
    lines: Flags.integer({ char: "n", description: "how many", default: 20, min: 1, max: 100_000 }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(AuditTail);
    const config = await this.loadConfig(flags.config);
    const last: AuditRecord[] = [];
    for await (const record of readAuditLog(await auditSource(config), toFilter(flags))) {
      last.push(record);
      if (last.length > flags.lines) last.shift();
    }
    for (const record of last) {
      if (this.jsonEnabled()) this.printEvent(record);
      else this.log(oneLine(record));
    }
    if (last.length === 0) this.progress("No record fits.");
  }
}

function oneLine({ seq, ts, decision, action, user_id, provider, model, risk_score, outcome }: AuditRecord): string {
  const where = [provider, model].filter((part) => part !== null && part !== undefined).join("/");
  const words = [String(seq).padStart(6), ts, decision.padEnd(6), action, user_id, where, outcome ?? ""];
  return printable(`${words.filter((word) => word !== "").join("  ")}${risk_score > 0 ? `  risk ${risk_score}` : ""}`);
}
