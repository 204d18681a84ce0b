import { readFileSync } from "node:fs";
import type { Connection } from "./connection.ts";
import { DatabaseError, restoreHint } from "./error.ts";

/** The SQL of one step from a version of the schema to the next. */
export interface Migration {
  readonly name: string;
  readonly statements: readonly string[];
}

/** From which version to which a database was brought; version 0 is an empty file. */
export interface Migrated {
  readonly from: number;
  readonly to: number;
}

const folder = new URL("../migrations/", import.meta.url);
/** `IFSD` in the file's header tells our databases from others. */
export const applicationId = 0x49465344;

/** The migrations that drizzle-kit wrote, in their order: applying the first n gives version n of the schema. */
export function readMigrations(): readonly Migration[] {
  const journal: unknown = JSON.parse(readFileSync(new URL("meta/_journal.json", folder), "utf8"));
  return namesOf(journal).map((name) => ({
    name,
    statements: readFileSync(new URL(`${name}.sql`, folder), "utf8").split("--> statement-breakpoint"),
  }));
}

function namesOf(journal: unknown): readonly string[] {
  const { entries } = journal as { readonly entries: readonly { readonly tag: string }[] };
  return entries.map(({ tag }) => tag);
}

/** Version of the schema of a database. */
export function schemaVersion(connection: Connection): number {
  return Number(connection.pragma("user_version", { simple: true }));
}

/**
 * Brings a database to the schema of this program, all steps in one transaction: it is the old one or the new one.
 *
 * @throws DatabaseError `STORE_VERSION` for a newer schema, `STORE_CORRUPT` for a database that is none of ours; what SQLite throws
 */
export function migrate(connection: Connection, migrations: readonly Migration[]): Migrated {
  // Tables that others refer to may have to be made anew; what refers to them is checked as a whole before the end.
  connection.pragma("foreign_keys = OFF");
  try {
    return connection.transaction(() => migrateInside(connection, migrations)).immediate();
  } finally {
    connection.pragma("foreign_keys = ON");
  }
}

function migrateInside(connection: Connection, migrations: readonly Migration[]): Migrated {
  const from = schemaVersion(connection);
  const to = migrations.length;
  const isNew = from === 0 && connection.prepare("SELECT count(*) FROM sqlite_schema").pluck().get() === 0;
  if (!isNew && connection.pragma("application_id", { simple: true }) !== applicationId) {
    throw new DatabaseError("STORE_CORRUPT", "This file is a database of another program.", {
      hint: "Name another file with INFERSHIELD_DATABASE_URL.",
    });
  }
  if (from > to) throw newerSchema(from, to);
  if (from === to) return { from, to };
  for (const { statements } of migrations.slice(from)) for (const statement of statements) connection.exec(statement);
  if (connection.prepare("PRAGMA foreign_key_check").get() !== undefined) {
    throw new DatabaseError("STORE_CORRUPT", "Rows of the database refer to others that are missing.", {
      hint: restoreHint,
    });
  }
  connection.pragma(`application_id = ${applicationId}`);
  connection.pragma(`user_version = ${to}`);
  return { from, to };
}

/** The error for a database that another version of the program has changed. */
export function newerSchema(found: number, known: number): DatabaseError {
  return new DatabaseError(
    "STORE_VERSION",
    `The database has version ${found} of the schema; this InferShield knows ${known}.`,
    { hint: "Update InferShield on this machine and start it again." },
  );
}
