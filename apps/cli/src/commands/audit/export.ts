import { createWriteStream, rmSync } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { exportAudit } from "@infershield/audit";
import { openAuditSource } from "@infershield/instance";
import * as Flags from "@oclif/core/flags";
import { filterFlags } from "../../audit/filter-flags.ts";
import { recordFilter } from "../../audit/record-filter.ts";
import { BaseCommand } from "../../base-command.ts";
import { CliError } from "../../cli-error.ts";

const formats = ["jsonl", "csv", "cef", "ocsf"] as const;

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
  static override flags = {
    ...filterFlags,
    format: Flags.option({ options: formats, default: "jsonl" as const, description: "how it is written" })(),
    out: Flags.string({ description: "write a new file (0600) instead of standard output", helpValue: "FILE" }),
  };

  async run(): Promise<{ readonly out: string; readonly format: string } | undefined> {
    const { flags } = await this.parse(AuditExport);
    const { format, out } = flags;
    const config = await this.loadConfig(flags.config);
    const pieces = exportAudit({
      source: await openAuditSource(config),
      format,
      filter: await recordFilter(config, flags),
    });
    if (out === undefined) {
      await pipeline(Readable.from(pieces), process.stdout, { end: false });
      return undefined;
    }
    try {
      await pipeline(Readable.from(pieces), createWriteStream(out, { flags: "wx", mode: 0o600 }));
    } catch (cause) {
      const taken = cause instanceof Error && "code" in cause && cause.code === "EEXIST";
      // Half an export is none, and would be in the way of the next one.
      if (!taken) rmSync(out, { force: true });
      if (!taken) throw cause;
      throw new CliError("INVALID_USAGE", `${out} exists already.`, { cause, hint: "Name a new file with --out." });
    }
    this.log(`✓ Exported to ${out}.`);
    return { out, format };
  }
}
