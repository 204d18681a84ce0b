import type { AuditFilter } from "@infershield/audit";
import type { Config } from "@infershield/instance";
import * as Flags from "@oclif/core/flags";
import { filterFlags, toFilter } from "../audit/filter-flags.ts";
import { formatTable } from "../table.ts";
import { serverFlag } from "../team/server-flag.ts";
import { TeamCommand } from "../team/team-command.ts";

interface UsageRow {
  readonly user: string;
  readonly provider: string;
  readonly model: string;
  readonly requests: number;
  readonly tokens_in: number;
  readonly tokens_out: number;
}

interface Wish {
  readonly server: string | undefined;
  readonly user: string | undefined;
  readonly all: boolean;
  readonly since: number | undefined;
  readonly until: number | undefined;
}

export default class Usage extends TeamCommand {
  static override summary = "Show requests and tokens by person, provider and model.";
  static override description =
    "Requests that were answered, and the tokens providers told. Counted from the audit trail; in a team, by the server and by whole days.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> --since 30d",
    {
      description: "Your own use of a team's server",
      command: "<%= config.bin %> <%= command.id %> --server https://infershield.example:8001",
    },
  ];
  static override flags = {
    user: filterFlags.user,
    all: Flags.boolean({
      description: "everybody's use of a team's server",
      dependsOn: ["server"],
      exclusive: ["user"],
    }),
    since: filterFlags.since,
    until: filterFlags.until,
    server: serverFlag(),
  };

  async run(): Promise<{ readonly usage: readonly UsageRow[] }> {
    const { flags } = await this.parse(Usage);
    const config = await this.loadConfig(flags.config);
    const usage = await addUp((await this.#ofTeam(config, flags)) ?? readTrail(config, toFilter(flags)));
    if (usage.length === 0) this.log("No request was answered in this time.");
    else
      this.log(formatTable(["User", "Provider", "Model", "Requests", "Tokens in", "Tokens out"], usage.map(toCells)));
    return { usage };
  }

  #ofTeam(config: Config, { server, user, all, since, until }: Wish): Promise<readonly UsageRow[] | undefined> {
    const everybody = all || server === undefined;
    const token = all || user !== undefined ? "administration" : "device";
    return this.withTeam(config, { server, token }, async (administration) => {
      const [{ usageAnswer }, { ask }] = await Promise.all([import("../team/answers.ts"), import("../team/ask.ts")]);
      const whose = user ?? (everybody ? "all" : undefined);
      const days = { since: dayOf(since), until: dayOf(until) };
      const { usage } = await ask(administration, "GET /admin/usage", usageAnswer, { user: whose, ...days });
      return usage.map((row) => ({ ...row, user: row.email ?? row.user }));
    });
  }
}

async function* readTrail(config: Config, filter: AuditFilter): AsyncGenerator<UsageRow> {
  const [{ readAuditLog }, { openAuditSource }] = await Promise.all([
    import("@infershield/audit"),
    import("@infershield/instance"),
  ]);
  for await (const record of readAuditLog(await openAuditSource(config), { ...filter, event: "request" })) {
    if (record.phase !== "outcome") continue;
    const { user_id: user, provider, model = "-", tokens_in = 0, tokens_out = 0 } = record;
    yield { user, provider: provider ?? "-", model, requests: 1, tokens_in, tokens_out };
  }
}

/** One row a person, provider and model, the most requests first. */
async function addUp(rows: Iterable<UsageRow> | AsyncIterable<UsageRow>): Promise<readonly UsageRow[]> {
  const sums = new Map<string, UsageRow>();
  for await (const { user, provider, model, requests, tokens_in, tokens_out } of rows) {
    const key = JSON.stringify([user, provider, model]);
    const sum = sums.get(key) ?? { user, provider, model, requests: 0, tokens_in: 0, tokens_out: 0 };
    sums.set(key, {
      ...sum,
      requests: sum.requests + requests,
      tokens_in: sum.tokens_in + tokens_in,
      tokens_out: sum.tokens_out + tokens_out,
    });
  }
  return [...sums.values()].sort((one, other) => other.requests - one.requests);
}

function dayOf(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString().slice(0, 10);
}

function toCells({ user, provider, model, requests, tokens_in, tokens_out }: UsageRow): readonly string[] {
  return [user, provider, model, String(requests), String(tokens_in), String(tokens_out)];
}
