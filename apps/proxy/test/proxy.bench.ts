import { type ChildProcess, fork } from "node:child_process";
import { cpus } from "node:os";
import { Pool } from "undici";

// What a request and an event of a stream cost, in CPU time of the forwarding process, against plain forwarders that scan and record nothing.
// Rounds are interleaved and medians taken; on a shared machine only the ratios mean something.

const names = ["infershield", "node:http", "hono + fetch"] as const;
type Name = (typeof names)[number];

interface Scenario {
  readonly title: string;
  readonly body: string;
  readonly connections: number;
  readonly requests: number;
  /** Events of each answer; 0 for JSON. */
  readonly events: number;
}

interface Measured {
  readonly cpuMicros: number;
  readonly perSecond: number;
  readonly p50Ms: number;
}

interface Contestant {
  readonly url: string;
  /** CPU microseconds so far, and memory now. */
  usage(): Promise<{ cpuMicros: number; rssBytes: number }>;
  stop(): void;
}

const rounds = 5;

function chatBody(bytes: number, turns: number): string {
  const text = "The quick brown fox jumps over the lazy dog and reads src/main.ts. ";
  const content = text.repeat(Math.ceil(bytes / turns / text.length));
  const messages = Array.from({ length: turns }, (_, turn) => ({
    role: turn % 2 === 0 ? "user" : "assistant",
    content: `${turn} ${content}`,
  }));
  return JSON.stringify({ model: "bench", messages });
}

const scenarios: readonly Scenario[] = [
  { title: "2 KB, JSON, 64 connections", body: chatBody(2_000, 1), connections: 64, requests: 3_000, events: 0 },
  { title: "2 KB, JSON, 1 connection", body: chatBody(2_000, 1), connections: 1, requests: 500, events: 0 },
  {
    title: "100 KB seen before, JSON, 16 connections",
    body: chatBody(100_000, 21),
    connections: 16,
    requests: 600,
    events: 0,
  },
  { title: "a stream's event, 200 streams", body: chatBody(2_000, 1), connections: 200, requests: 200, events: 40 },
];

/** Forks a module that sends its address. */
async function launch(module: URL, args: readonly string[]): Promise<{ child: ChildProcess; url: string }> {
  const child = fork(module, args);
  const { url } = await nextMessage<{ url: string }>(child);
  return { child, url };
}

function nextMessage<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = (code: number | null): void => reject(new Error(`A process of the benchmark ended with ${code}.`));
    child.once("exit", fail);
    child.once("message", (message) => {
      child.off("exit", fail);
      resolve(message as T);
    });
  });
}

async function launchContestant(name: Name, upstream: string): Promise<Contestant> {
  const { child, url } = await launch(new URL("./bench/contestant.ts", import.meta.url), [name, upstream]);
  return {
    url,
    usage: () => {
      const answer = nextMessage<{ cpuMicros: number; rssBytes: number }>(child);
      child.send("usage");
      return answer;
    },
    stop: () => child.disconnect(),
  };
}

/** Sends the scenario's requests over its connections and waits for every byte. */
async function load(pool: Pool, { body, connections, requests, events }: Scenario): Promise<readonly number[]> {
  const latencies: number[] = [];
  let left = requests;
  const headers = {
    "content-type": "application/json",
    // Our proxy passes this header on, and so tells the upstream how many events to send.
    ...(events > 0 && { "x-session-id": String(events) }),
  };
  const one = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const started = performance.now();
      const answer = await pool.request({ method: "POST", path: "/v1/chat/completions", headers, body });
      const text = await answer.body.text();
      if (answer.statusCode !== 200) throw new Error(`An answer with status ${answer.statusCode}: ${text}`);
      latencies.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: connections }, one));
  return latencies;
}

async function measure(contestant: Contestant, pool: Pool, scenario: Scenario): Promise<Measured> {
  const before = await contestant.usage();
  const started = performance.now();
  const latencies = await load(pool, scenario);
  const seconds = (performance.now() - started) / 1_000;
  const after = await contestant.usage();
  const units = scenario.requests * Math.max(1, scenario.events);
  return {
    cpuMicros: (after.cpuMicros - before.cpuMicros) / units,
    perSecond: units / seconds,
    p50Ms: median(latencies),
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function compare(scenario: Scenario, contestants: ReadonlyMap<Name, Contestant>): Promise<void> {
  const results = new Map<Name, Measured[]>(names.map((name) => [name, []]));
  const pools = new Map(
    [...contestants].map(([name, { url }]) => [name, new Pool(url, { connections: scenario.connections })]),
  );
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, contestant] of contestants) {
      const pool = pools.get(name);
      const measured = pool && (await measure(contestant, pool, scenario));
      // The first round warms up.
      if (measured && round > 0) results.get(name)?.push(measured);
    }
  }
  await Promise.all([...pools.values()].map((pool) => pool.close()));
  print(scenario.title, results);
}

function print(title: string, results: ReadonlyMap<Name, readonly Measured[]>): void {
  const of = (name: Name, key: keyof Measured): number => median((results.get(name) ?? []).map((one) => one[key]));
  console.log(`\n${title}`);
  console.log("contestant      CPU µs/unit   × node:http     units/s      p50 ms");
  for (const name of names) {
    const cpu = of(name, "cpuMicros");
    const cells = [
      cpu.toFixed(0).padStart(11),
      (cpu / of("node:http", "cpuMicros")).toFixed(2).padStart(13),
      of(name, "perSecond").toFixed(0).padStart(11),
      of(name, "p50Ms").toFixed(2).padStart(11),
    ];
    console.log(name.padEnd(14), ...cells);
  }
}

const upstream = await launch(new URL("./bench/upstream.ts", import.meta.url), []);
const contestants = new Map<Name, Contestant>();
for (const name of names) contestants.set(name, await launchContestant(name, upstream.url));
console.log(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}; median of ${rounds} interleaved rounds`,
);
const wanted = process.argv[2] ?? "";
for (const scenario of scenarios.filter(({ title }) => title.includes(wanted))) await compare(scenario, contestants);
console.log("\nmemory after all of it (MiB)");
for (const [name, contestant] of contestants) {
  console.log(name.padEnd(14), ((await contestant.usage()).rssBytes / 1_048_576).toFixed(0));
  contestant.stop();
}
upstream.child.disconnect();
