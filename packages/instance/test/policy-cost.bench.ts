import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { policyDocument } from "@infershield/policy";
import type { PolicyWish } from "@infershield/store-sqlite";
import { loadConfig } from "../src/load-config.ts";
import { type Instance, openInstance } from "../src/open-instance.ts";

/**
 * Prints what a request pays for its policy, and what following a change costs, with 0 to 10,000 people who have a layer of their own.
 * `pnpm bench policy-cost`.
 */
const requests = 200_000;
const changes = 200;
const perTransaction = 1000;

const layerOf = (name: string, riskThreshold: number): string =>
  JSON.stringify(
    policyDocument({
      level: "user",
      name,
      riskThreshold,
      rules: [{ name: "no personal data", when: { category: ["personal_data"] }, action: "block" }],
    }),
  );

async function openTeam(folder: string): Promise<Instance> {
  const env = { INFERSHIELD_HOME: folder, INFERSHIELD_MODE: "multi-user", INFERSHIELD_MASTER_KEY: "5a".repeat(32) };
  return openInstance(await loadConfig({ env, homedir: folder }), { create: true });
}

/** Microseconds of CPU a call. */
async function cost(times: number, work: (round: number) => unknown): Promise<number> {
  const before = process.cpuUsage();
  for (let round = 0; round < times; round++) await work(round);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
}

interface Costs {
  readonly people: number;
  readonly request: number;
  readonly look: number;
  readonly change: number;
}

async function bench(people: number): Promise<Costs> {
  const folder = mkdtempSync(join(tmpdir(), "bench-policies-"));
  const { policies, policyTable, close } = await openTeam(join(folder, "home"));
  if (policyTable === undefined) throw new Error("This is no team.");
  const wish = (index: number, threshold: number): PolicyWish => {
    const name = `usr_${index}`;
    return { level: "user", name, document: layerOf(name, threshold), author: "local" };
  };
  for (let first = 0; first < people; first += perTransaction) {
    const count = Math.min(perTransaction, people - first);
    await policyTable.add(...Array.from({ length: count }, (_, index) => wish(first + index, 70)));
  }
  await policies.refresh();
  // A hundred people who are at work, with one path through memory as the proxy has it.
  const subjects = Array.from({ length: 100 }, (_, index) => ({
    userId: `usr_${(index * 7919) % Math.max(people, 1)}`,
  }));
  let kept = 0;
  const oneRequest = (round: number): void => {
    kept += policies.of(subjects[round % 100] ?? { userId: "nobody" }).riskThreshold;
  };
  for (let round = 0; round < requests / 10; round++) oneRequest(round);
  const before = process.cpuUsage();
  for (let round = 0; round < requests; round++) oneRequest(round);
  const { user, system } = process.cpuUsage(before);
  const request = (user + system) / requests;
  const look = await cost(changes * 10, () => policies.refresh());
  let threshold = 0;
  const change = await cost(changes, async () => {
    threshold = threshold === 60 ? 50 : 60;
    await policyTable.add(wish(0, threshold));
    await policies.refresh();
  });
  await close();
  rmSync(folder, { recursive: true });
  const shown = (microseconds: number): string => `${microseconds.toFixed(2).padStart(9)} µs`;
  process.stdout.write(
    `${people.toLocaleString("en").padStart(7)} layers: a request ${shown(request)}, a look for changes ${shown(look)}, a change made and followed ${shown(change)}${kept > 0 ? "" : "!"}\n`,
  );
  return { people, request, look, change };
}

const all = process.env["BENCH_QUICK"] === undefined ? [1, 1_000, 10_000] : [1, 1_000];
const costs: Costs[] = [];
for (const people of all) costs.push(await bench(people));
const [few, many] = [costs.at(0), costs.at(-1)];
if (few !== undefined && many !== undefined) {
  const size = many.people.toLocaleString("en");
  process.send?.({ row: `policy of a request: ${size} layers`, ours: many.request, unit: "µs", goal: 1 });
  process.send?.({
    row: `policy of a request: ${size} layers ÷ 1`,
    ours: many.request / few.request,
    unit: "×",
    goal: 3,
  });
  process.send?.({
    row: `look for changed policies: ${size} layers ÷ 1`,
    ours: many.look / few.look,
    unit: "×",
    goal: 3,
  });
}
