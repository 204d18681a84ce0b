import { join } from "node:path";
import { AuditError, parseNoteKey } from "@infershield/audit";
import { readPrivateFile } from "@infershield/home";
import { BaseCommand } from "../../base-command.ts";

export default class AuditPubkey extends BaseCommand {
  static override summary = "Print the public key that the audit trail is signed with.";
  static override description =
    "Keep it away from this machine: `infershield audit verify --pubkey FILE` then checks any copy of the trail.";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    { description: "Keep it for an auditor", command: "<%= config.bin %> <%= command.id %> > audit.pub" },
  ];

  async run(): Promise<{ readonly public_key: string; readonly name: string; readonly id: string }> {
    const { flags } = await this.parse(AuditPubkey);
    const { homePath } = await this.loadPaths(flags.config);
    const bytes = await readPrivateFile(join(homePath, "audit.pub"));
    if (bytes === undefined) {
      throw new AuditError("NO_LOG", "This home has no audit trail yet.");
    }
    const text = new TextDecoder().decode(bytes).trim();
    const { name, id } = parseNoteKey(text);
    this.log(text);
    return { public_key: text, name, id };
  }
}
