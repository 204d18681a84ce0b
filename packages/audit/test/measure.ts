import { monitorEventLoopDelay } from "node:perf_hooks";
import { type AuditEvent, type AuditLog, type AuditSource, verifyAuditLog } from "../src/index.ts";
import { testEvent } from "./fixtures.ts";

type Recording = Pick<AuditLog, "recordOutcome">;

/** What the callers cost by themselves is measured with this and taken off. */
const nothing: Recording = { recordOutcome: async () => ({ seq: 1 }) };
const rounds = 11;

interface Measured {
  /** CPU microseconds a record. */
  readonly cpu: number;
  readonly perSecond: number;
  readonly waits: readonly number[];
}

/**
 * Records `total` events from so many callers, each of which waits for its own, in rounds, and prints what one costs.
 *
 * @returns CPU microseconds a record, all threads of the process together: the median of the rounds, without what the callers cost
 */
export async function measureCallers(log: AuditLog, total: number, callers: number): Promise<number> {
  const costs: number[] = [];
  const waits: number[] = [];
  let perSecond = 0;
  for (let round = 0; round < rounds; round++) {
    const measured = await callFrom(callers, Math.ceil(total / rounds), log);
    const idle = await callFrom(callers, Math.ceil(total / rounds), nothing);
    costs.push(measured.cpu - idle.cpu);
    waits.push(...measured.waits);
    perSecond = Math.max(perSecond, measured.perSecond);
  }
  const cost = at(costs, 0.5);
  const span = `${at(costs, 0).toFixed(1)}–${at(costs, 1).toFixed(1)}`;
  console.log(
    `${callers} callers: ${Math.round(perSecond)} records/s, CPU ${cost.toFixed(1)} µs a record (${span}), p50 ${at(waits, 0.5).toFixed(2)} ms, p99 ${at(waits, 0.99).toFixed(2)} ms`,
  );
  return cost;
}

async function callFrom(callers: number, total: number, log: Recording): Promise<Measured> {
  const template: AuditEvent = testEvent({ phase: "outcome", outcome: "completed" });
  const waits: number[] = [];
  const cpu = process.cpuUsage();
  const start = performance.now();
  let left = total;
  const caller = async (): Promise<void> => {
    while (left-- > 0) {
      const before = performance.now();
      await log.recordOutcome({ ...template, requestId: `req_${left}` });
      waits.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  const ms = performance.now() - start;
  const used = process.cpuUsage(cpu);
  return { cpu: (used.user + used.system) / total, perSecond: (total / ms) * 1000, waits };
}

function at(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

/**
 * Records an intent and an outcome for so many requests a second, whatever the log does, and prints how long the event loop stood still, and
 * how much CPU time its longest turn took: other programs on the machine lengthen the one and not the other.
 *
 * @returns the longest stop, milliseconds
 */
export async function measureStall(log: AuditLog, perSecond: number, seconds: number): Promise<number> {
  const beat = 2;
  const mostInABeat = 50;
  const open: Promise<unknown>[] = [];
  const waits: number[] = [];
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const cpu = process.cpuUsage();
  const start = performance.now();
  delay.enable();
  const turn = watchTurns();
  let sent = 0;
  while (performance.now() - start < seconds * 1000) {
    // What was late does not come all at once: a gateway has its requests one by one from their connections.
    const due = Math.min(sent + mostInABeat, Math.floor(((performance.now() - start) / 1000) * perSecond));
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
  const longestTurnMs = turn.end();
  const used = process.cpuUsage(cpu);
  const ms = (nanoseconds: number): string => (nanoseconds / 1e6).toFixed(1);
  console.log(
    `${perSecond} requests/s for ${seconds} s: intent p50 ${at(waits, 0.5).toFixed(2)} ms, p99 ${at(waits, 0.99).toFixed(2)} ms; event loop p99 ${ms(delay.percentile(99))} ms, longest ${ms(delay.max)} ms, CPU of the longest turn ${longestTurnMs.toFixed(1)} ms; CPU ${((used.user + used.system) / sent / 2).toFixed(1)} µs a record`,
  );
  return delay.max / 1e6;
}

/** Measures the CPU time that this thread takes between two turns of the event loop. */
function watchTurns(): { end(): number } {
  let longest = 0;
  let last = process.threadCpuUsage();
  let timer = setTimeout(look, 0);
  function look(): void {
    const { user, system } = process.threadCpuUsage(last);
    longest = Math.max(longest, user + system);
    last = process.threadCpuUsage();
    timer = setTimeout(look, 0);
  }
  return {
    end: () => {
      clearTimeout(timer);
      return longest / 1000;
    },
  };
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
