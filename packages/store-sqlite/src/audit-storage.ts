import { mkdirSync } from "node:fs";
import { type AuditStorage, createWriteTurn } from "@infershield/audit";
import { system as realSystem, type System } from "@infershield/core";
import { type Home, openAppendFile } from "@infershield/home";
import { auditNews } from "./audit-news.ts";
import type { AuditStep } from "./audit-orders.ts";
import { auditTable, segmentRows } from "./audit-source.ts";
import { directAuditWriter, threadedAuditWriter } from "./audit-writer.ts";
import { openDatabase } from "./database.ts";

const insertSegment = "INSERT INTO audit_segments (segment, first_seq, header) VALUES (?, ?, ?)";
const insertNote = "INSERT INTO audit_notes (kind, note) VALUES (?, ?)";
const deleteRecords =
  "DELETE FROM audit_log WHERE id IN (SELECT id FROM audit_log WHERE id >= ? AND id < ? ORDER BY id LIMIT ?)";
const deleteBehind = "DELETE FROM audit_log WHERE id > ?";
const deleteSegment = "DELETE FROM audit_segments WHERE segment = ?";
const deleteCheckpoints = "DELETE FROM audit_notes WHERE kind = 'checkpoint' AND id <= ?";
const clear: readonly AuditStep[] = [
  ["DELETE FROM audit_log"],
  ["DELETE FROM audit_segments"],
  ["DELETE FROM audit_notes"],
];

/** Rows deleted at a time: longer would hold up whoever else writes. */
const deletedAtOnce = 1000;

/**
 * Keeps the audit log in a database, for appending. Several processes may have it open at the same time: the right to append is a lease
 * of the home, and the rows' numbers let no two of them continue the same record.
 *
 * @param options.path - The database; it has a connection of its own there.
 * @throws HomeError `HOME_NOT_PRIVATE`; DatabaseError `NOT_FOUND`, `STORE_VERSION`, `STORE_LOCKED`, `STORE_FULL`, `STORE_UNAVAILABLE`, `STORE_CORRUPT`
 */
export async function openAuditTable(options: {
  readonly home: Home;
  readonly path: string;
  /** Commits in a thread of its own, so that waiting for the disk keeps no request waiting. */
  readonly server?: boolean;
  readonly system?: System;
}): Promise<AuditStorage> {
  const { home, path, system = realSystem } = options;
  const database = await openDatabase(path, { create: false, system });
  const { connection } = database;
  const turn = createWriteTurn({ home, directory: home.file("audit"), system });
  const source = auditTable(connection);
  const news = auditNews(connection);
  const rowsOf = segmentRows(connection);
  const recordsBehind = connection
    .prepare<[number], string>("SELECT record FROM audit_log WHERE id > ? ORDER BY id")
    .pluck();
  const oldCheckpoints = connection.prepare<[], { readonly id: number; readonly note: string }>(
    `SELECT id, note FROM audit_notes WHERE kind = 'checkpoint'
      AND id < (SELECT MAX(id) FROM audit_notes WHERE kind = 'checkpoint') ORDER BY id`,
  );
  const writer = options.server
    ? threadedAuditWriter({ path, schema: database.migrated.to })
    : directAuditWriter(database);
  let known: { readonly segment: number; readonly header: string } | undefined;

  return {
    ...source,
    exclusively: turn.run,
    news: async (end) => {
      const header = end !== undefined && known?.segment === end.segment ? known.header : undefined;
      const found = database.read(() => (end === undefined ? news.first() : news.since(end, header)));
      const last = found?.lines.at(-1);
      if (last?.header !== undefined) known = { segment: last.segment, header: last.header };
      return found;
    },
    // A transaction leaves nothing half written: rows that look like it were put there by somebody else, and are evidence.
    setTornAside: async ({ seq }) => {
      const rows = recordsBehind.all(seq).map((row) => `${row}\n`);
      await appendText(home.file("audit", `torn-rows-${seq}`), rows.join(""));
      await writer.run({ kind: "change", steps: [[deleteBehind, seq]] });
    },
    begin: async (segment, header) => {
      const { first_seq }: { readonly first_seq: number } = JSON.parse(header);
      await writer.run({ kind: "change", steps: [[insertSegment, segment, first_seq, header]] });
      known = { segment, header };
    },
    append: async ({ seq }, lines) => {
      await writer.run({ kind: "append", seq, lines: lines.toString("latin1", 0, lines.length - 1).split("\n") });
    },
    addNote: async (kind, note) => (await writer.run({ kind: "change", steps: [[insertNote, kind, note]] })).rowId,
    dropCheckpoints: async (drop) => {
      let until = 0;
      for (const { id, note } of oldCheckpoints.iterate()) {
        if (!drop(note)) break;
        until = id;
      }
      await writer.run({ kind: "change", steps: [[deleteCheckpoints, until]] });
    },
    remove: async (segment) => {
      const { first, end } = rowsOf(segment);
      const steps: readonly AuditStep[] = [[deleteRecords, first, end, deletedAtOnce]];
      while ((await writer.run({ kind: "change", steps })).changes > 0) await system.sleep(0);
      await writer.run({ kind: "change", steps: [[deleteSegment, segment]] });
    },
    setAside: async (folder) => {
      mkdirSync(folder, { mode: 0o700 });
      for (const segment of await source.segments()) {
        const name = `${String(segment).padStart(6, "0")}.jsonl`;
        await writeLines(`${folder}/${name}`, source.read(segment));
      }
      for (const kind of ["checkpoint", "tombstone"] as const) {
        for await (const note of source.notes(kind)) await appendText(`${folder}/${kind}s`, `${note}\n`);
      }
      await writer.run({ kind: "change", steps: clear });
    },
    close: async () => {
      await turn.close();
      await writer.close();
      await database.close();
    },
  };
}

async function writeLines(path: string, chunks: AsyncIterable<{ readonly lines: readonly string[] }>): Promise<void> {
  const file = await openAppendFile(path);
  try {
    for await (const { lines } of chunks) await file.append(Buffer.from(`${lines.join("\n")}\n`, "latin1"));
  } finally {
    await file.close();
  }
}

async function appendText(path: string, text: string): Promise<void> {
  const file = await openAppendFile(path);
  try {
    await file.append(Buffer.from(text, "utf8"));
  } finally {
    await file.close();
  }
}
