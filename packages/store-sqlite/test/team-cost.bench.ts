import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FilledTeam, filledTeam } from "./filled-team.ts";

/** Prints what checking an InferShield token and reading a login cost, in teams of 10 to 100,000 people. `pnpm bench team-cost`, or node. */
const rounds = 20_000;

interface Cost {
  readonly median: number;
  readonly p99: number;
  readonly cpu: number;
}

async function measure(work: (round: number) => Promise<unknown>): Promise<Cost> {
  for (let round = 0; round < rounds / 4; round++) await work(round);
  const samples = new Float64Array(rounds);
  const before = process.cpuUsage();
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    await work(round);
    samples[round] = (performance.now() - started) * 1000;
  }
  const { user, system } = process.cpuUsage(before);
  samples.sort();
  const at = (share: number): number => samples[Math.floor(rounds * share)] ?? 0;
  return { median: at(0.5), p99: at(0.99), cpu: (user + system) / rounds };
}

function line(what: string, { median, p99, cpu }: Cost): string {
  return `${what.padEnd(34)} median ${median.toFixed(1).padStart(6)} µs, p99 ${p99.toFixed(0).padStart(5)} µs, CPU ${cpu.toFixed(1).padStart(6)} µs\n`;
}

async function bench(people: number, { store, ids, tokens }: FilledTeam): Promise<Costs> {
  const login = (index: number) => ({ tenant: "default", userId: ids[index] ?? "", provider: "openai" });
  /** A hundred people who are at work: what they use was checked before. */
  const busy = (round: number): number => (round * 7919) % Math.min(people, 100);
  /** Somebody else each time: with many people nothing is known from before. */
  const anybody = (round: number): number => (round * 7919) % people;
  const check = async (index: number): Promise<void> => {
    const token = tokens[index];
    if (token === undefined || !(await store.directory.authenticate(token)).ok) throw new Error("refused");
  };
  process.stdout.write(`${people.toLocaleString("en")} people\n`);
  const checkBusy = await measure((round) => check(busy(round)));
  const checkAny = await measure((round) => check(anybody(round)));
  const readBusy = await measure((round) => store.tokens.get(login(busy(round))));
  const readAny = await measure((round) => store.tokens.get(login(anybody(round))));
  process.stdout.write(line("  token check, busy people", checkBusy));
  process.stdout.write(line("  token check, anybody", checkAny));
  process.stdout.write(line("  login read, busy people", readBusy));
  process.stdout.write(line("  login read, anybody", readAny));
  return { people, check: checkBusy.median, read: readBusy.median };
}

/** Medians of what was checked before, in microseconds. */
interface Costs {
  readonly people: number;
  readonly check: number;
  readonly read: number;
}

const all = process.env["BENCH_QUICK"] === undefined ? [10, 1000, 100_000] : [10, 1000];
const costs: Costs[] = [];
for (const people of all) {
  const folder = mkdtempSync(join(tmpdir(), "bench-team-"));
  const team = await filledTeam(join(folder, "home"), people);
  costs.push(await bench(people, team));
  await team.store.close();
  rmSync(folder, { recursive: true });
}
const [few, many] = [costs.at(0), costs.at(-1)];
if (few !== undefined && many !== undefined) {
  const size = many.people.toLocaleString("en");
  process.send?.({ row: `login read among ${size} people`, ours: many.read, unit: "µs", goal: 30 });
  process.send?.({ row: `login read: ${size} people ÷ 10`, ours: many.read / few.read, unit: "×", goal: 3 });
  process.send?.({ row: `token check: ${size} people ÷ 10`, ours: many.check / few.check, unit: "×", goal: 3 });
}
