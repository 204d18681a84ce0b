import type { AuditVerification } from "@infershield/audit";
import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { checkAudit } from "../../audit/check-audit.ts";
import { BaseCommand } from "../../base-command.ts";
import { CliError } from "../../cli-error.ts";
import { counted } from "../../counted.ts";

interface VerifyJson {
  readonly ok: true;
  readonly records: number;
  readonly checkpoints: number;
  readonly last_seq: number;
  readonly uncovered: number;
}

export default class AuditVerify extends BaseCommand {
  static override summary = "Check that no audit record was edited, removed, added or reordered.";
  static override description =
    "Walks the whole trail and changes nothing. Exit code 4 and the first bad record when it does not hold. With --pubkey it needs no master key, so an auditor can check a copy of the folder.";
  static override examples = [
    { description: "Check the trail of this home", command: "<%= config.bin %> <%= command.id %>" },
    {
      description: "Check a copy without any secret",
      command: "<%= config.bin %> <%= command.id %> --pubkey audit.pub ./copy-of-audit",
    },
  ];
  static override args = {
    folder: Args.string({ description: "folder with the trail (default: audit in the home)" }),
  };
  static override flags = {
    pubkey: Flags.string({ description: "public key of the trail; nothing is unlocked", helpValue: "FILE" }),
    checkpoint: Flags.string({ description: "signed checkpoint kept elsewhere that must fit", helpValue: "FILE" }),
    from: Flags.integer({ description: "first record to check", min: 1 }),
    to: Flags.integer({ description: "last record to check", min: 1 }),
  };

  async run(): Promise<VerifyJson> {
    const { args, flags } = await this.parse(AuditVerify);
    const config = await this.loadConfig(flags.config);
    const result = await checkAudit(config, { folder: args.folder, ...flags }, (records) => this.progressBar(records));
    this.progressBar(undefined);
    if (!result.ok) throw broken(result);
    const { records, checkpoints, lastSeq, uncovered, tornBytes } = result;
    this.log(`audit verified: ${counted(records, "record")}`);
    this.progress(`Signed checkpoints that hold: ${checkpoints}. Records that wait for the next one: ${uncovered}.`);
    if (tornBytes > 0) this.progress(`A crash left ${tornBytes} bytes behind them that nobody was told are recorded.`);
    return { ok: true, records, checkpoints, last_seq: lastSeq, uncovered };
  }

  /** A counter on a terminal; undefined takes it away. */
  private progressBar(records: number | undefined): void {
    if (!process.stderr.isTTY) return;
    process.stderr.write(records === undefined ? "\r\u001b[K" : `\r\u001b[K${records} records`);
  }
}

function broken({ firstBad: { seq, kind, segment } }: Extract<AuditVerification, { ok: false }>): CliError {
  return new CliError("AUDIT_BROKEN", `The audit trail is broken at record ${seq} (${kind}) in segment ${segment}.`, {
    hint: "Compare it with your backup; records before this one are intact. To record again: infershield audit repair (it keeps this trail as it is).",
  });
}
