import { type AuditFilter, type AuditRecord, type AuditSource, followAuditLog, lastRecords } from "@infershield/audit";
import { openAuditSource } from "@infershield/instance";
import * as Flags from "@oclif/core/flags";
import { describeRecord } from "../../audit/describe-record.ts";
import { type ExcerptReader, withExcerpts } from "../../audit/excerpt-reader.ts";
import { filterFlags } from "../../audit/filter-flags.ts";
import { recordFilter } from "../../audit/record-filter.ts";
import { BaseCommand } from "../../base-command.ts";
import { interruptible } from "../../interruptible.ts";
import { printable } from "../../printable.ts";

export default class AuditTail extends BaseCommand {
  static override summary = "Show the last audit records, and with --follow those to come.";
  static override description =
    "One record a line: number, time, decision, act, person, where to, how it ended, and for requests the id that the tool was told. With --json as it lies on disk. --excerpts needs the master key: it shows what was kept of each person's texts.";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> --follow --decision block",
    "<%= config.bin %> <%= command.id %> --lines 100 --user alex@example.com --excerpts",
  ];
  static override flags = {
    ...filterFlags,
    lines: Flags.integer({
      char: "n",
      description: "how many",
      default: 20,
      min: 1,
      max: 100_000,
      helpValue: "N",
    }),
    follow: Flags.boolean({ char: "f", description: "go on until Ctrl-C" }),
    excerpts: Flags.boolean({ description: "with the kept text of requests and answers" }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(AuditTail);
    const config = await this.loadConfig(flags.config);
    const source = await openAuditSource(config);
    const show = async (readExcerpt: ExcerptReader): Promise<void> => {
      const filter = await recordFilter(config, flags);
      const after = await source.lastSeq();
      const last = await lastRecords(source, flags.lines, filter);
      for (const record of last) await this.print(record, readExcerpt);
      if (last.length === 0) this.progress("No record fits.");
      if (flags.follow)
        await this.follow(source, { after: Math.max(after, last.at(-1)?.seq ?? 0), filter }, readExcerpt);
    };
    await (flags.excerpts ? withExcerpts(config, show) : show(async () => undefined));
  }

  private async follow(
    source: AuditSource,
    from: { readonly after: number; readonly filter: AuditFilter },
    readExcerpt: ExcerptReader,
  ): Promise<void> {
    await interruptible(async (signal) => {
      for await (const record of followAuditLog(source, { ...from, signal })) await this.print(record, readExcerpt);
    });
  }

  private async print(record: AuditRecord, readExcerpt: ExcerptReader): Promise<void> {
    const excerpt = await readExcerpt(record);
    if (this.jsonEnabled())
      return this.printEvent(excerpt === undefined ? record : { ...record, excerpt_text: excerpt });
    this.log(describeRecord(record));
    if (excerpt !== undefined) this.log(`        ${printable(excerpt.replaceAll(/\s+/g, " "))}`);
  }
}
