import type { Database } from "./database.ts";

/** What one person used of one model of one provider on one day. */
export interface UsageRow {
  /** UTC, `2026-11-22`. */
  readonly day: string;
  readonly userId: string;
  readonly provider: string;
  readonly model: string;
  readonly requests: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
}

/** Which rows to read. All given conditions must hold. */
export interface UsageFilter {
  readonly userId?: string;
  /** First and last day, inclusive. */
  readonly since?: string;
  readonly until?: string;
}

/** Sums of what people used, one row a person, day, provider and model. */
export interface UsageTable {
  /** Adds to what is kept; all of it or nothing. @throws DatabaseError */
  add(rows: readonly UsageRow[]): Promise<void>;
  /** Oldest day first. @throws DatabaseError */
  read(filter?: UsageFilter): Promise<readonly UsageRow[]>;
}

const addRow = `INSERT INTO usage (day, user_id, provider, model, requests, tokens_in, tokens_out)
  VALUES (@day, @userId, @provider, @model, @requests, @tokensIn, @tokensOut)
  ON CONFLICT DO UPDATE SET requests = requests + excluded.requests,
    tokens_in = tokens_in + excluded.tokens_in, tokens_out = tokens_out + excluded.tokens_out`;

const readRows = (condition: string): string => `SELECT day, user_id AS userId, provider, model, requests,
    tokens_in AS tokensIn, tokens_out AS tokensOut
  FROM usage WHERE ${condition} day >= @since AND day <= @until ORDER BY day, user_id, provider, model`;

/** The usage table of an open database. */
export function usageTable({ connection, read, change }: Database): UsageTable {
  const insert = connection.prepare<UsageRow>(addRow);
  const ofAll = connection.prepare<Required<Omit<UsageFilter, "userId">>, UsageRow>(readRows(""));
  const ofOne = connection.prepare<Required<UsageFilter>, UsageRow>(readRows("user_id = @userId AND"));
  return {
    add: (rows) =>
      change(() => {
        for (const row of rows) insert.run(row);
      }),
    read: async ({ userId, since = "", until = "9999" } = {}) =>
      read(() => (userId === undefined ? ofAll.all({ since, until }) : ofOne.all({ userId, since, until }))),
  };
}
