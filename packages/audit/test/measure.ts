import { monitorEventLoopDelay } from "node:perf_hooks";
import { type AuditLog, type AuditSource, verifyAuditLog } from "../src/index.ts";
import { testEvent } from "./fixtures.ts";

/**
 * Records `total` events from so many callers, each of which waits for its own, and prints what one costs.
 *
 * @returns CPU microseconds a record
 */
export async function measureCallers(log: AuditLog, total: number, callers: number): Promise<number> {
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
  const perRow = (used.user + used.system) / total;
  console.log(
    `${callers} callers: ${Math.round((total / ms) * 1000)} records/s, CPU ${perRow.toFixed(1)} µs a record, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`,
  );
  return perRow;
}

/** Records an intent and an outcome for so many requests a second, whatever the log does, and prints how long the event loop stood still. */
export async function measureStall(log: AuditLog, perSecond: number, seconds: number): Promise<void> {
  const beat = 2;
  const open: Promise<unknown>[] = [];
  const waits: number[] = [];
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const cpu = process.cpuUsage();
  const start = performance.now();
  delay.enable();
  let sent = 0;
  while (performance.now() - start < seconds * 1000) {
    const due = Math.floor(((performance.now() - start) / 1000) * perSecond);
    for (; sent < due; sent++) {
      const before = performance.now();
      const event = testEvent({ requestId: `load_${perSecond}_${sent}` });
      const request = log.recordIntent(event).then(() => {
        waits.push(performance.now() - before);
        return log.recordOutcome({ ...event, outcome: "completed" });
      });
      open.push(request);
    }
    await new Promise((resolve) => setTimeout(resolve, beat));
  }
  await Promise.all(open);
  delay.disable();
  const used = process.cpuUsage(cpu);
  waits.sort((one, other) => one - other);
  const at = (part: number): string => (waits[Math.floor(waits.length * part)] ?? 0).toFixed(2);
  const ms = (nanoseconds: number): string => (nanoseconds / 1e6).toFixed(1);
  console.log(
    `${perSecond} requests/s for ${seconds} s: intent p50 ${at(0.5)} ms, p99 ${at(0.99)} ms; event loop p99 ${ms(delay.percentile(99))} ms, longest ${ms(delay.max)} ms; CPU ${((used.user + used.system) / sent / 2).toFixed(1)} µs a record`,
  );
}

/** Verifies a log and prints how fast that goes. */
export async function measureVerify(
  source: AuditSource,
  keys: Pick<Parameters<typeof verifyAuditLog>[0], "auditKey" | "publicKey">,
): Promise<void> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const result = await verifyAuditLog({ source, ...keys });
  const rate = Math.round((result.records / (performance.now() - start)) * 1000);
  const used = process.cpuUsage(cpu);
  const each = ((used.user + used.system) / result.records).toFixed(1);
  const how = keys.auditKey ? "with" : "without";
  console.log(
    `verify ${how} the audit key: ${result.ok}, ${result.records} records, ${rate}/s, CPU ${each} µs a record`,
  );
}
