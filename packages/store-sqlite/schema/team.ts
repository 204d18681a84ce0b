import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Every version of every layer of policy (`org`, `team:…`, `user:…`); `created_at` in seconds, `mac` covers the row. */
export const policies = sqliteTable(
  "policies",
  {
    layer: text().notNull(),
    version: integer().notNull(),
    hash: text().notNull(),
    content: text().notNull(),
    created_at: integer().notNull(),
    created_by: text().notNull(),
    mac: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.layer, table.version] })],
);

/** What each person used, a day of UTC (`YYYY-MM-DD`) at a time. */
export const usage = sqliteTable(
  "usage",
  {
    day: text().notNull(),
    user_id: text().notNull(),
    provider: text().notNull(),
    model: text().notNull(),
    requests: integer().notNull(),
    tokens_in: integer().notNull(),
    tokens_out: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.user_id, table.day, table.provider, table.model] })],
);
