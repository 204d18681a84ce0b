import { readAuditLog } from "@infershield/audit";
import { openAuditSource } from "@infershield/instance";
import { filterFlags, toFilter } from "../audit/filter-flags.ts";
import { BaseCommand } from "../base-command.ts";
import { formatTable } from "../table.ts";

interface UsageRow {
  readonly user: string;
  readonly provider: string;
  readonly model: string;
  requests: number;
  tokens_in: number;
  tokens_out: number;
}

export default class Usage extends BaseCommand {
  static override summary = "Show requests and tokens by person, provider and model.";
  static override description =
    "Counted from the audit trail: requests that were answered, and the tokens providers told.";
  static override examples = ["<%= config.bin %> <%= command.id %> --since 30d"];
  static override flags = { user: filterFlags.user, since: filterFlags.since, until: filterFlags.until };

  async run(): Promise<{ readonly usage: readonly UsageRow[] }> {
    const { flags } = await this.parse(Usage);
    const config = await this.loadConfig(flags.config);
    const rows = new Map<string, UsageRow>();
    for await (const record of readAuditLog(await openAuditSource(config), { ...toFilter(flags), event: "request" })) {
      if (record.phase !== "outcome") continue;
      const { user_id: user, provider, model = "-" } = record;
      const key = JSON.stringify([user, provider, model]);
      const row = rows.get(key) ?? { user, provider: provider ?? "-", model, requests: 0, tokens_in: 0, tokens_out: 0 };
      row.requests++;
      row.tokens_in += record.tokens_in ?? 0;
      row.tokens_out += record.tokens_out ?? 0;
      rows.set(key, row);
    }
    const usage = [...rows.values()].sort((one, other) => other.requests - one.requests);
    if (usage.length === 0) this.log("No request was answered in this time.");
    else
      this.log(formatTable(["User", "Provider", "Model", "Requests", "Tokens in", "Tokens out"], usage.map(toCells)));
    return { usage };
  }
}

function toCells({ user, provider, model, requests, tokens_in, tokens_out }: UsageRow): readonly string[] {
  return [user, provider, model, String(requests), String(tokens_in), String(tokens_out)];
}
