import { readAuditLog } from "@infershield/audit";
import { openAuditSource } from "@infershield/instance";
import { filterFlags, toFilter } from "../../audit/filter-flags.ts";
import { BaseCommand } from "../../base-command.ts";
import { formatTable } from "../../table.ts";

interface StatsJson {
  readonly records: number;
  readonly first: string | null;
  readonly last: string | null;
  readonly decisions: Readonly<Record<string, number>>;
  readonly rules: Readonly<Record<string, number>>;
}

export default class AuditStats extends BaseCommand {
  static override summary = "Count what the audit trail holds: decisions, and the rules behind them.";
  static override examples = ["<%= config.bin %> <%= command.id %> --since 7d"];
  static override flags = filterFlags;

  async run(): Promise<StatsJson> {
    const { flags } = await this.parse(AuditStats);
    const config = await this.loadConfig(flags.config);
    const [decisions, rules] = [new Map<string, number>(), new Map<string, number>()];
    const times: string[] = [];
    let records = 0;
    for await (const { decision, phase, threats = [], ts } of readAuditLog(
      await openAuditSource(config),
      toFilter(flags),
    )) {
      records++;
      times[times.length === 0 ? 0 : 1] = ts;
      // A forwarded request has two records; its decision counts once.
      if (phase !== "intent") count(decisions, decision);
      if (phase !== "intent") for (const { rule } of threats) count(rules, rule);
    }
    this.log(`${records} records${records > 0 ? `, ${times[0]} to ${times.at(-1)}` : ""}`);
    for (const [title, counts] of [
      ["Decision", decisions],
      ["Rule", rules],
    ] as const) {
      if (counts.size > 0) this.log(`\n${formatTable([title, "Count"], ranked(counts))}`);
    }
    return {
      records,
      first: times[0] ?? null,
      last: times.at(-1) ?? null,
      decisions: Object.fromEntries(decisions),
      rules: Object.fromEntries(rules),
    };
  }
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function ranked(counts: ReadonlyMap<string, number>): readonly (readonly string[])[] {
  return [...counts].sort(([, one], [, other]) => other - one).map(([name, times]) => [name, String(times)]);
}
