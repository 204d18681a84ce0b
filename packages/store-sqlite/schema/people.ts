import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** `created_at` in seconds; `mac` covers the row. */
export const teams = sqliteTable("teams", {
  id: text().primaryKey(),
  tenant: text().notNull(),
  name: text().notNull(),
  created_at: integer().notNull(),
  mac: text().notNull(),
});

/** `created_at` in seconds; `mac` covers the row, so that nobody without the keyset makes himself an owner. */
export const users = sqliteTable(
  "users",
  {
    id: text().primaryKey(),
    tenant: text().notNull(),
    email: text().notNull().unique(),
    name: text(),
    role: text().notNull(),
    team: text().references(() => teams.id),
    state: text().notNull(),
    created_at: integer().notNull(),
    version: integer().notNull(),
    mac: text().notNull(),
  },
  (table) => [index("users_by_team").on(table.team), index("users_by_role").on(table.role)],
);

/** InferShield tokens and enrolment codes (kind `d`): the rows of `identity.json`, times in milliseconds. */
export const identityTokens = sqliteTable(
  "identity_tokens",
  {
    id: text().primaryKey(),
    tenant: text().notNull(),
    user_id: text()
      .notNull()
      .references(() => users.id),
    kind: text().notNull(),
    name: text().notNull(),
    device: text(),
    last4: text().notNull(),
    scopes: text().notNull(),
    providers: text().notNull(),
    path: integer().notNull(),
    created_at_ms: integer().notNull(),
    expires_at_ms: integer().notNull(),
    last_used_at_ms: integer(),
    revoked_at_ms: integer(),
    rotated_from: text(),
    lookup_kid: text().notNull(),
    digest: text().notNull().unique(),
    mac: text().notNull(),
  },
  (table) => [
    index("identity_tokens_by_user").on(table.user_id),
    index("identity_tokens_by_predecessor").on(table.rotated_from),
  ],
);
