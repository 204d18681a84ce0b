import { closeSync, openSync, readFileSync, readSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { type AuditEvent, type AuditLog, type AuditSource, verifyAuditLog } from "../src/index.ts";
import { testEvent } from "./fixtures.ts";

type Recording = Pick<AuditLog, "recordOutcome">;

/** What the callers cost by themselves is measured with this and printed; it is part of what is reported. */
const nothing: Recording = { recordOutcome: async () => ({ seq: 1 }) };
const rounds = 11;

interface Measured {
  /** CPU microseconds a record, all threads of the process together. */
  readonly cpu: number;
  /** Those of the event loop's thread. */
  readonly loop: number;
  readonly perSecond: number;
  readonly waits: readonly number[];
}

/**
 * Records `total` events from so many callers, each of which waits for its own, in rounds, and prints what one costs.
 *
 * @returns CPU microseconds a record, all threads of the process together and the callers too: the median of the rounds
 */
export async function measureCallers(log: AuditLog, total: number, callers: number): Promise<number> {
  const costs: number[] = [];
  const loop: number[] = [];
  const idle: number[] = [];
  const waits: number[] = [];
  let perSecond = 0;
  for (let round = 0; round < rounds; round++) {
    const measured = await callFrom(callers, Math.ceil(total / rounds), log);
    costs.push(measured.cpu);
    loop.push(measured.loop);
    idle.push((await callFrom(callers, Math.ceil(total / rounds), nothing)).cpu);
    waits.push(...measured.waits);
    perSecond = Math.max(perSecond, measured.perSecond);
  }
  const cost = at(costs, 0.5);
  const span = `${at(costs, 0).toFixed(1)}–${at(costs, 1).toFixed(1)}`;
  const parts = `the event loop's thread ${at(loop, 0.5).toFixed(1)}, callers alone ${at(idle, 0.5).toFixed(1)}`;
  console.log(
    `${callers} callers: ${Math.round(perSecond)} records/s, CPU ${cost.toFixed(1)} µs a record (${span}; ${parts}), p50 ${at(waits, 0.5).toFixed(2)} ms, p99 ${at(waits, 0.99).toFixed(2)} ms`,
  );
  return cost;
}

async function callFrom(callers: number, total: number, log: Recording): Promise<Measured> {
  const template: AuditEvent = testEvent({ phase: "outcome", outcome: "completed" });
  const waits: number[] = [];
  const cpu = process.cpuUsage();
  const loopCpu = process.threadCpuUsage();
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
  const ofLoop = process.threadCpuUsage(loopCpu);
  const loop = (ofLoop.user + ofLoop.system) / total;
  return { cpu: (used.user + used.system) / total, loop, perSecond: (total / ms) * 1000, waits };
}

function at(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

/**
 * Records an intent and an outcome for so many requests a second, whatever the log does, and prints how long a turn of the event loop took.
 * Nothing of a request is kept once it is over: what the collector of garbage has to do is part of the cost.
 *
 * @returns the longest turn, milliseconds
 */
export async function measureStall(log: AuditLog, perSecond: number, seconds: number): Promise<number> {
  const beat = 2;
  const mostInABeat = 50;
  const waits = new Float64Array(perSecond * seconds);
  let sent = 0;
  let done = 0;
  const ask = async (): Promise<void> => {
    const event = testEvent({ requestId: `load_${perSecond}_${sent++}` });
    const before = performance.now();
    await log.recordIntent(event);
    waits[done++] = performance.now() - before;
    await log.recordOutcome({ ...event, outcome: "completed" });
  };
  const start = performance.now();
  const turns = watchTurns();
  while (performance.now() - start < seconds * 1000) {
    // What was late does not come all at once: a gateway has its requests one by one from their connections.
    const due = Math.min(sent + mostInABeat, Math.floor(((performance.now() - start) / 1000) * perSecond));
    while (sent < due) void ask();
    await new Promise((resolve) => setTimeout(resolve, beat));
  }
  const { own, whole } = turns.end();
  await log.flush();
  const intents = [...waits.subarray(0, done)];
  console.log(
    `${perSecond} requests/s for ${seconds} s: intent p50 ${at(intents, 0.5).toFixed(2)} ms, p99 ${at(intents, 0.99).toFixed(2)} ms; longest turns of the event loop ${longest(own)} ms, with waiting for a processor ${longest(whole)} ms`,
  );
  return own[0] ?? 0;
}

/**
 * Writes and removes a file, and prints what that cost. The pages that hold it are those that the log gets next. A virtual machine that has not
 * used a page yet must first be given it by its host, which takes more CPU time than three records in it: a cost of the machine's first minutes.
 */
export function fillPages(folder: string, bytes: number): void {
  const path = join(folder, "pages");
  const block = Buffer.alloc(1024 * 1024, 1);
  const cpu = process.cpuUsage();
  const file = openSync(path, "w");
  for (let written = 0; written < bytes; written += block.length) writeSync(file, block);
  closeSync(file);
  rmSync(path);
  const { user, system } = process.cpuUsage(cpu);
  console.log(
    `${Math.round(bytes / 2 ** 20)} MiB of pages for what is written: CPU ${((user + system) / (bytes / 4096)).toFixed(1)} µs a page`,
  );
}

/** Prints how long turns of an event loop take in which nothing is done: the machine may be stopped by its host without saying so. */
export async function measurePauses(seconds: number): Promise<void> {
  const turns = watchTurns();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  console.log(`nothing to do for ${seconds} s: longest turns of the event loop ${longest(turns.end().own)} ms`);
}

/**
 * Begins to measure which part of this machine's processors its host gives to others. That is no CPU time and no waiting for a processor, so it
 * makes turns of the event loop longer and costs nothing.
 *
 * @returns ends it: the part, 0 to 1; undefined where the system does not tell
 * @see https://docs.kernel.org/filesystems/proc.html, section 1.7, the eighth number of `cpu`: time stolen
 */
export function measureStolen(): () => number | undefined {
  const before = processorTimes();
  return () => {
    const spent = processorTimes().map((time, index) => time - (before[index] ?? 0));
    const all = spent.reduce((sum, time) => sum + time, 0);
    return all > 0 ? (spent[7] ?? 0) / all : undefined;
  };
}

/** Time of all processors by what they did: for users, nice, for the system, idle, waiting, interrupts, soft interrupts, stolen. */
function processorTimes(): readonly number[] {
  if (process.platform !== "linux") return [];
  const [line = ""] = readFileSync("/proc/stat", "latin1").split("\n");
  return line.split(/ +/).slice(1, 9).map(Number);
}

function longest(times: readonly number[]): string {
  return times.map((time) => time.toFixed(1)).join(", ");
}

/** The longest of some times, longest first. */
interface Turns {
  /** Without the time that the thread was ready to run and got no processor. */
  readonly own: readonly number[];
  readonly whole: readonly number[];
}

/**
 * Measures how long each turn of the event loop takes, by asking again in each. Not by CPU time, which Linux counts in ticks of some
 * milliseconds.
 *
 * @see https://docs.kernel.org/scheduler/sched-stats.html, the second number of `schedstat`: nanoseconds spent waiting for a processor
 */
function watchTurns(): { end(): Turns } {
  const file = process.platform === "linux" ? openSync("/proc/thread-self/schedstat", "r") : undefined;
  const bytes = Buffer.alloc(128);
  const waitedMs = (): number =>
    file === undefined
      ? 0
      : Number(bytes.toString("latin1", 0, readSync(file, bytes, 0, bytes.length, 0)).split(" ")[1]) / 1e6;
  let own: readonly number[] = [];
  let whole: readonly number[] = [];
  let began = performance.now();
  let waited = waitedMs();
  let next = setImmediate(look);
  function look(): void {
    const took = performance.now() - began;
    const waitedNow = waitedMs();
    own = withLonger(own, took - (waitedNow - waited));
    whole = withLonger(whole, took);
    waited = waitedNow;
    began = performance.now();
    next = setImmediate(look);
  }
  return {
    end: () => {
      clearImmediate(next);
      if (file !== undefined) closeSync(file);
      return { own, whole };
    },
  };
}

function withLonger(times: readonly number[], time: number): readonly number[] {
  if (time <= (times[4] ?? 0)) return times;
  return [...times, time].sort((one, other) => other - one).slice(0, 5);
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
