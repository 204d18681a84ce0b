import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { type AuditEvent, openAuditLog, verifyAuditLog } from "@infershield/audit";
import { newSigner, suiteKey } from "@infershield/audit/testing";
import { openHome } from "@infershield/home";
import { openConnection } from "../src/connection.ts";
import { openDatabase } from "../src/database.ts";
import { openAuditReader, openAuditTable } from "../src/index.ts";

/**
 * Prints what a record costs in the database as the log grows: after each measurement so many short rows are put before it.
 * Run: node --conditions=@infershield/source test/audit.bench.ts [rows]
 */
const most = Number(process.argv[2] ?? 1_000_000);
const folder = mkdtempSync(join(tmpdir(), "infershield-bench-"));
const signer = newSigner();
const event: AuditEvent = {
  event: "request",
  action: "chat_completions",
  phase: "outcome",
  tenant: "default",
  userId: "alex@example.com",
  requestId: "req",
  provider: "openai",
  model: "gpt-5",
  decision: "allow",
  blocked: false,
  riskScore: 0,
  threats: [],
  status: 200,
  outcome: "completed",
};

async function measure(path: string, rows: number): Promise<void> {
  const home = await openHome(folder);
  const storage = await openAuditTable({ home, path, server: true });
  const log = await openAuditLog({ home, storage, auditKey: suiteKey, signer });
  for (const [callers, total] of [
    [1, 500],
    [64, 10_000],
    [1000, 20_000],
  ] as const) {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const cpu = process.cpuUsage();
    const start = performance.now();
    let left: number = total;
    const caller = async (): Promise<void> => {
      while (left-- > 0) await log.record({ ...event, requestId: `req_${rows}_${left}` });
    };
    await Promise.all(Array.from({ length: callers }, caller));
    const ms = performance.now() - start;
    const used = process.cpuUsage(cpu);
    delay.disable();
    console.log(
      `${rows} rows, ${callers} callers: ${Math.round((total / ms) * 1000)} records/s, CPU ${((used.user + used.system) / total).toFixed(1)} µs a record, event loop p99 ${(delay.percentile(99) / 1e6).toFixed(1)} ms, longest ${(delay.max / 1e6).toFixed(1)} ms`,
    );
  }
  await log.close();
}

const home = await openHome(folder);
const path = home.file("infershield.db");
await (await openDatabase(path, { create: true })).close();
await measure(path, 0);
const reader = openAuditReader(path);
const start = performance.now();
const { records } = await verifyAuditLog({ source: reader, auditKey: suiteKey, publicKey: signer.publicKey });
console.log(`verify: ${Math.round((records / (performance.now() - start)) * 1000)} records/s`);
reader.close();
for (let rows = 100_000; rows <= most; rows *= 10) {
  // Numbers below 1 are no records of the log: they only make the table as large as it would be.
  const database = openConnection(path);
  database.pragma("synchronous = OFF");
  database
    .prepare(
      `WITH RECURSIVE n(id) AS (SELECT -? UNION ALL SELECT id + 1 FROM n WHERE id < -1)
       INSERT OR IGNORE INTO audit_log (id, record) SELECT id, '{"timestamp":1}' FROM n`,
    )
    .run(rows);
  database.close();
  await measure(path, rows);
}
rmSync(folder, { recursive: true });
