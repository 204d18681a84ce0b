import { BaseCommand } from "../../base-command.ts";
import { counted } from "../../counted.ts";
import { openTokensFor } from "../../keys/open-tokens-for.ts";

interface VerifiedJson {
  readonly ok: true;
  readonly records: number;
  readonly fields: number;
  readonly journal_entries: number;
  readonly excerpt_keys: number;
}

export default class KeysVerify extends BaseCommand {
  static override summary = "Open every sealed value once, to see that it can be opened.";
  static override description = "Shows no value. Exit code 4 when one was altered.";
  static override examples = ["<%= config.bin %> <%= command.id %>"];

  async run(): Promise<VerifiedJson> {
    const { flags } = await this.parse(KeysVerify);
    const config = await this.loadConfig(flags.config);
    const { records, fields, journalEntries, others } = await openTokensFor(config, ({ keys }) => keys.verify());
    this.log(
      `keys verified: ${counted(fields, "sealed value")} opened, in ${counted(records, "record")}, ${journalEntries} of the journal and ${counted(others, "excerpt key")}`,
    );
    return { ok: true, records, fields, journal_entries: journalEntries, excerpt_keys: others };
  }
}
