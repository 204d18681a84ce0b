import { cpus } from "node:os";
import { Pool } from "undici";
import type { Contestant, ContestantName } from "./bench/contestant-shape.ts";
import { launchContestant, launchUpstream, presentContestants } from "./bench/contestants.ts";
import { closedLoop } from "./bench/load.ts";
import { chatBody } from "./bench/prompts.ts";
import { median, quick, report } from "./bench/report.ts";

// What a request and an event of a stream cost, in CPU time of the forwarding process, against forwarders that scan and record nothing.
// Rounds are interleaved and medians taken; on a shared machine only the ratios mean something.

interface Scenario {
  readonly title: string;
  readonly body: string;
  readonly connections: number;
  readonly requests: number;
  /** Events of each answer; 0 for JSON. */
  readonly events: number;
  readonly leaveOut: readonly ContestantName[];
  /** At most this many times the CPU of another. */
  readonly goals: Partial<Record<ContestantName, number>>;
}

interface Measured {
  readonly cpuMicros: number;
  readonly perSecond: number;
  readonly p50Ms: number;
}

/** Node compiles a function for good after some 3,000 calls, in the background: until then the figures are those of its compilers. */
const warmRequests = quick ? 5_000 : 10_000;
/** Of each scenario, for what it alone does. */
const warmRounds = quick ? 2 : 4;
const rounds = quick ? 3 : 9;
const eventsOfStream = quick ? 25 : 50;
/** Of the requests of a round. */
const share = quick ? 1 / 3 : 1;

const scenarios: readonly Scenario[] = [
  {
    title: "2 KB, JSON, 64 connections",
    body: chatBody(2_000, 1),
    connections: 64,
    requests: 1_500 * share,
    events: 0,
    leaveOut: [],
    goals: { "node:http": 1, portkey: 0.14, nginx: 5 },
  },
  {
    title: "2 KB, JSON, 1 connection",
    body: chatBody(2_000, 1),
    connections: 1,
    requests: 300 * share,
    events: 0,
    leaveOut: [],
    goals: {},
  },
  {
    title: "100 KB seen before, JSON, 16 connections",
    body: chatBody(100_000, 21),
    connections: 16,
    requests: 300 * share,
    events: 0,
    leaveOut: [],
    goals: { "node:http": 1.8, portkey: 0.2 },
  },
  {
    // A short answer: in a longer one the request itself weighs less.
    title: `a stream's event, 500 streams of ${eventsOfStream}`,
    body: chatBody(2_000, 1),
    connections: 500,
    requests: 500,
    events: eventsOfStream,
    // It answers 500 to streams: it writes to headers that cannot be changed.
    leaveOut: ["portkey"],
    goals: { "node:http": 1.1, nginx: 2.5 },
  },
];

async function measure(contestant: Contestant, pool: Pool, scenario: Scenario): Promise<Measured> {
  const before = await contestant.usage();
  const started = performance.now();
  const times = await closedLoop(pool, { ...scenario, headers: contestant.headers }, scenario);
  const seconds = (performance.now() - started) / 1_000;
  const after = await contestant.usage();
  const units = scenario.requests * Math.max(1, scenario.events);
  return {
    cpuMicros: (after.cpuMicros - before.cpuMicros) / units,
    perSecond: units / seconds,
    p50Ms: median(times),
  };
}

async function warmUp({ url, headers }: Contestant): Promise<void> {
  const pool = new Pool(url, { connections: 64 });
  await closedLoop(pool, { body: chatBody(2_000, 1), events: 0, headers }, { connections: 64, requests: warmRequests });
  await pool.close();
}

type Results = ReadonlyMap<ContestantName, readonly Measured[]>;

async function compare(scenario: Scenario, all: readonly Contestant[]): Promise<Results> {
  const contestants = all.filter(({ name }) => !scenario.leaveOut.includes(name));
  const results = new Map<ContestantName, Measured[]>(contestants.map(({ name }) => [name, []]));
  const pools = contestants.map(({ url }) => new Pool(url, { connections: scenario.connections }));
  for (let round = -warmRounds; round < rounds; round += 1) {
    for (const [index, contestant] of contestants.entries()) {
      const pool = pools[index];
      const measured = pool && (await measure(contestant, pool, scenario));
      if (measured && round >= 0) results.get(contestant.name)?.push(measured);
    }
  }
  await Promise.all(pools.map((pool) => pool.close()));
  return results;
}

function print({ title, goals }: Scenario, results: Results): void {
  const of = (name: ContestantName, key: keyof Measured): number =>
    median((results.get(name) ?? []).map((one) => one[key]));
  console.log(`\n${title}`);
  console.log("contestant        CPU µs/unit   × node:http     units/s      p50 ms");
  for (const name of results.keys()) {
    const cpu = of(name, "cpuMicros");
    const cells = [
      cpu.toFixed(0).padStart(11),
      (cpu / of("node:http", "cpuMicros")).toFixed(2).padStart(13),
      of(name, "perSecond").toFixed(0).padStart(11),
      of(name, "p50Ms").toFixed(2).padStart(11),
    ];
    console.log(name.padEnd(16), ...cells);
  }
  for (const [name, goal] of Object.entries(goals) as [ContestantName, number][]) {
    if (!results.has(name)) continue;
    const ours = of("infershield", "cpuMicros") / of(name, "cpuMicros");
    report({ row: `${title}: CPU`, ours, unit: `× ${name}`, goal });
  }
  if (title.startsWith("2 KB, JSON, 64") && results.has("portkey")) {
    const ours = of("infershield", "perSecond") / of("portkey", "perSecond");
    report({ row: `${title}: requests a second`, ours, unit: "× portkey", goal: 8, atLeast: true });
  }
}

const upstream = await launchUpstream();
const contestants: Contestant[] = [];
for (const name of presentContestants()) contestants.push(await launchContestant(name, upstream.url));
console.log(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}; median of ${rounds} interleaved rounds after ${warmRequests} requests to warm up`,
);
for (const contestant of contestants) await warmUp(contestant);
for (const scenario of scenarios) print(scenario, await compare(scenario, contestants));
for (const contestant of contestants) contestant.stop();
upstream.stop();
