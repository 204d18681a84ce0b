import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../base-command.ts";
import { counted } from "../../counted.ts";

interface RepairJson {
  readonly repaired: boolean;
  readonly damage?: string;
  readonly seq?: number;
  readonly folder?: string;
  readonly digest?: string;
}

export default class AuditRepair extends BaseCommand {
  static override summary = "Set a damaged audit trail aside and begin a new one, so that requests are served again.";
  static override description =
    "Nothing of the damaged trail is changed or lost: it moves into a folder of its own, and the first record of the new trail names it, its last record and its SHA-256. A trail that is whole is left alone. A running proxy goes on with the new trail by itself.";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    {
      description: "A running proxy says that records are gone which no checkpoint covers",
      command: "<%= config.bin %> <%= command.id %> --force",
    },
  ];
  static override flags = {
    force: Flags.boolean({ description: "also a trail that looks whole" }),
  };

  async run(): Promise<RepairJson> {
    const { flags } = await this.parse(AuditRepair);
    const config = await this.loadConfig(flags.config);
    const { repairTrail } = await import("@infershield/instance");
    const repair = await repairTrail(config, {
      force: flags.force,
      onProgress: (records) => this.progress(`${counted(records, "record")} read`),
    });
    if (repair.kind === "whole") {
      this.log(`✓ The audit trail is whole: ${counted(repair.records, "record")}. Nothing was changed.`);
      this.progress("If a running proxy still says AUDIT_CORRUPT, it knows of records that are gone: add --force.");
      return { repaired: false };
    }
    const { damage, seq, replaced } = repair;
    this.log(`✓ A new audit trail begins. The damaged one (${damage}${seq === undefined ? "" : ` at record ${seq}`}):`);
    this.log(`  kept as it was in  ${replaced.folder}`);
    this.log(`  last record        ${replaced.lastSeq}`);
    this.log(`  SHA-256            ${replaced.digest}`);
    this.progress(`Look at it: infershield audit verify ${replaced.folder}`);
    const { folder, digest } = replaced;
    return { repaired: true, damage, ...(seq !== undefined && { seq }), folder, digest };
  }
}
