import { type AuditRecord, listHolds, listSinkPlaces, readAuditLog } from "@infershield/audit";
import { openHome } from "@infershield/home";
import { type Config, openAuditSource } from "@infershield/instance";
import { filterFlags } from "../../audit/filter-flags.ts";
import { recordFilter } from "../../audit/record-filter.ts";
import { BaseCommand } from "../../base-command.ts";
import { counted } from "../../counted.ts";
import { printable } from "../../printable.ts";
import { formatTable } from "../../table.ts";

interface StatsJson {
  readonly records: number;
  readonly first: string | null;
  readonly last: string | null;
  readonly decisions: Readonly<Record<string, number>>;
  readonly rules: Readonly<Record<string, number>>;
  readonly excerpts: number;
  readonly retention: string;
  readonly holds: number;
  readonly sinks: readonly { readonly name: string; readonly delivered: number; readonly lag: number }[];
}

export default class AuditStats extends BaseCommand {
  static override summary =
    "Count what the audit trail holds: decisions, the rules behind them, and how far its sinks are.";
  static override examples = ["<%= config.bin %> <%= command.id %> --since 7d"];
  static override flags = filterFlags;

  async run(): Promise<StatsJson> {
    const { flags } = await this.parse(AuditStats);
    const config = await this.loadConfig(flags.config);
    const source = await openAuditSource(config);
    const counts = emptyCounts();
    for await (const record of readAuditLog(source, await recordFilter(config, flags))) add(counts, record);
    const { records, times, decisions, rules, excerpts } = counts;
    const { holds, places } = await readHome(config);
    const last = await source.lastSeq();
    const sinks = places.map(({ name, delivered }) => ({ name, delivered, lag: Math.max(0, last - delivered) }));
    this.log(`${counted(records, "record")}${records > 0 ? `, ${printable(`${times[0]} to ${times.at(-1)}`)}` : ""}`);
    this.log(
      `${excerpts} with an excerpt (${config.audit.excerpts}); kept for ${config.audit.retention}, ${counted(holds, "legal hold")}`,
    );
    for (const [title, numbers] of [
      ["Decision", decisions],
      ["Rule", rules],
    ] as const) {
      if (numbers.size > 0) this.log(`\n${formatTable([title, "Count"], ranked(numbers))}`);
    }
    const rows = sinks.map(({ name, delivered, lag }) => [name, String(delivered), String(lag)]);
    if (rows.length > 0) this.log(`\n${formatTable(["Sink", "Has up to record", "Lacks"], rows)}`);
    return {
      records,
      first: times[0] ?? null,
      last: times.at(-1) ?? null,
      decisions: Object.fromEntries(decisions),
      rules: Object.fromEntries(rules),
      excerpts,
      retention: config.audit.retention,
      holds,
      sinks,
    };
  }
}

interface Counts {
  records: number;
  readonly times: string[];
  readonly decisions: Map<string, number>;
  readonly rules: Map<string, number>;
  excerpts: number;
}

function emptyCounts(): Counts {
  return { records: 0, times: [], decisions: new Map(), rules: new Map(), excerpts: 0 };
}

function add(counts: Counts, { decision, phase, threats = [], ts, excerpt }: AuditRecord): void {
  counts.records++;
  counts.times[counts.times.length === 0 ? 0 : 1] = ts;
  if (excerpt !== undefined) counts.excerpts++;
  // A forwarded request has two records; its decision counts once.
  if (phase === "intent") return;
  count(counts.decisions, decision);
  for (const { rule } of threats) count(counts.rules, rule);
}

async function readHome({ homePath }: Config): Promise<{
  readonly holds: number;
  readonly places: Awaited<ReturnType<typeof listSinkPlaces>>;
}> {
  const home = await openHome(homePath);
  const [holds, places] = await Promise.all([listHolds(home), listSinkPlaces(home)]);
  return { holds: holds.length, places };
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function ranked(counts: ReadonlyMap<string, number>): readonly (readonly string[])[] {
  return [...counts].sort(([, one], [, other]) => other - one).map(([name, times]) => [name, String(times)]);
}
