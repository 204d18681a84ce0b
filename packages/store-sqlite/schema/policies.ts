import { integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

/**
 * Every version of every layer of policy; only `mac` of a row is ever written again. `id` counts all changes. `name` is a team's or a
 * person's id, empty for the organisation; `document` is the layer as JSON, null for a version that takes it away.
 */
export const policies = sqliteTable(
  "policies",
  {
    id: integer().primaryKey(),
    tenant: text().notNull(),
    level: text().notNull(),
    name: text().notNull(),
    version: integer().notNull(),
    document: text(),
    hash: text(),
    author: text().notNull(),
    created_at_ms: integer().notNull(),
    mac: text().notNull(),
  },
  (table) => [uniqueIndex("policies_by_layer").on(table.level, table.name, table.version)],
);
