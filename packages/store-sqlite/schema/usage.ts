import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

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
