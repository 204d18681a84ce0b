import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openHome } from "@infershield/home";
import { auditFiles, verifyAuditLog } from "../src/index.ts";
import { openTestLog, testEvent, testKey, testSigner } from "./fixtures.ts";

/** Prints what a record costs and how fast a log verifies on this machine. Run: node --conditions=@infershield/source test/audit.bench.ts */
const path = mkdtempSync(join(tmpdir(), "infershield-bench-"));
const home = await openHome(path);
const auditKey = testKey();
const signer = testSigner();
const log = await openTestLog({ home, auditKey, signer });

async function append(total: number, callers: number): Promise<void> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const waits: number[] = [];
  let left = total;
  const caller = async (): Promise<void> => {
    while (left-- > 0) {
      const before = performance.now();
      await log.recordOutcome(testEvent({ requestId: `req_${left}` }));
      waits.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  const ms = performance.now() - start;
  const used = process.cpuUsage(cpu);
  waits.sort((one, other) => one - other);
  const at = (part: number): string => (waits[Math.floor(waits.length * part)] ?? 0).toFixed(2);
  const perRow = ((used.user + used.system) / total).toFixed(1);
  console.log(
    `${callers} callers: ${Math.round((total / ms) * 1000)} records/s, CPU ${perRow} µs a record, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`,
  );
}

for (const callers of [1, 10, 64, 256]) await append(callers === 1 ? 1000 : 20_000, callers);
await append(100_000, 1000);
await log.close();
for (const key of [auditKey, undefined]) {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const result = await verifyAuditLog({
    source: auditFiles(home.file("audit")),
    publicKey: signer.publicKey,
    ...(key && { auditKey: key }),
  });
  const rate = Math.round((result.records / (performance.now() - start)) * 1000);
  const used = process.cpuUsage(cpu);
  const each = ((used.user + used.system) / result.records).toFixed(1);
  console.log(
    `verify ${key ? "with" : "without"} the audit key: ${result.ok}, ${result.records} records, ${rate}/s, CPU ${each} µs a record`,
  );
}
rmSync(path, { recursive: true });
