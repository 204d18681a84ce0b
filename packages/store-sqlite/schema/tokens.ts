import { sql } from "drizzle-orm";
import { check, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** One row: the keyset as docs/sealed-format.md describes it, as JSON. */
export const keyset = sqliteTable(
  "keyset",
  {
    id: integer().primaryKey(),
    store_id: text().notNull(),
    seq: integer().notNull(),
    content: text().notNull(),
  },
  (table) => [check("one_keyset", sql`${table.id} = 1`)],
);

/** Numbers that only grow: `generation_floor`, the highest generation among deleted logins. */
export const counters = sqliteTable("counters", {
  name: text().primaryKey(),
  value: integer().notNull(),
});

/** Logins at providers. Times are seconds; `*_encrypted` are sealed values as JSON; `mac` covers the whole row. */
export const oauthTokens = sqliteTable(
  "oauth_tokens",
  {
    user_id: text().notNull(),
    provider: text().notNull(),
    account: text().notNull(),
    tenant: text().notNull(),
    id: text().notNull().unique(),
    kind: text().notNull(),
    state: text().notNull(),
    selected: integer().notNull(),
    scopes: text().notNull(),
    access_token_encrypted: text(),
    refresh_token_encrypted: text(),
    id_token_encrypted: text(),
    api_key_encrypted: text(),
    expires_at: integer(),
    created_at: integer().notNull(),
    updated_at: integer().notNull(),
    last_refresh_at: integer(),
    refresh_failures: integer().notNull(),
    generation: integer().notNull(),
    display_name: text(),
    client_id: text(),
    mac: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.user_id, table.provider, table.account, table.tenant] })],
);

/** One sealed note a login: what must survive a crash in the middle of a refresh. */
export const tokenJournal = sqliteTable(
  "token_journal",
  {
    user_id: text().notNull(),
    provider: text().notNull(),
    account: text().notNull(),
    tenant: text().notNull(),
    entry: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.user_id, table.provider, table.account, table.tenant] })],
);
