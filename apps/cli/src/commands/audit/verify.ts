import { join } from "node:path";
import { verifyAuditLog } from "@infershield/audit";
import { BaseCommand } from "../../base-command.ts";
import { CliError } from "../../cli-error.ts";

export default class AuditVerify extends BaseCommand {
  static override summary = "Check that no audit record was edited, removed, added or reordered.";
  static override description = "Walks the whole trail. Exit code 4 and the first bad record when it does not hold.";
  static override examples = ["<%= config.bin %> <%= command.id %>", "<%= config.bin %> <%= command.id %> --json"];

  async run(): Promise<{ readonly ok: true; readonly records: number }> {
    const { flags } = await this.parse(AuditVerify);
    const config = await this.loadConfig(flags.config);
    const result = await this.withInstance(config, { create: false }, ({ keyring }) =>
      verifyAuditLog({
        directory: join(config.homePath, "audit"),
        auditKey: keyring.audit,
        publicKey: keyring.signer.publicKey,
      }),
    );
    if (!result.ok) {
      const { seq, kind, segment } = result.firstBad;
      throw new CliError("AUDIT_BROKEN", `The audit trail is broken at record ${seq} (${kind}) in ${segment}.`, {
        hint: "Keep a copy of the audit folder as it is and compare it with your backup; records before this one are intact.",
      });
    }
    this.log(`audit verified: ${result.records} records`);
    return { ok: true, records: result.records };
  }
}
