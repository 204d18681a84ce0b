import { expect } from "vitest";
import { openStore, operations } from "./children/operations.ts";
import { checkSurvived, filledHome, killSomewhere, legacyHome, newHomePath, startChild } from "./crash-harness.ts";

/** Kills a writer at random times. @returns how many stored generations were checked */
export async function killWriters(kills: number): Promise<number> {
  const home = await filledHome();
  let last = 1;
  for (let kill = 0; kill < kills; kill++) {
    // Every other one dies later than its first write, so that there are writes to lose on a busy machine too.
    const after = kill % 2 === 0 ? "ready" : `stored ${last + 1}`;
    const lines = await killSomewhere("write-until-killed.ts", home.path, 60, after);
    const told = lines.filter((line) => line.startsWith("stored ")).map((line) => Number(line.slice(7)));
    const acknowledged = Math.max(last, ...told);
    const [generation = 0] = await checkSurvived(home.path, 5);
    // One write may have been finished without having been told.
    expect([acknowledged, acknowledged + 1]).toContain(generation);
    last = generation;
  }
  return last;
}

/** Kills a process that changes keys, at random times. @returns how many rounds of changes were finished */
export async function killKeyChanges(kills: number): Promise<number> {
  const home = await filledHome();
  let rounds = 0;
  for (let kill = 0; kill < kills; kill++) {
    // Every other one dies later than its first round, so that every change has been reached on a busy machine too.
    const lines = await killSomewhere(
      "change-keys-until-killed.ts",
      home.path,
      150,
      kill % 2 === 0 ? "ready" : "round",
    );
    rounds += lines.filter((line) => line === "round").length;
    expect(await checkSurvived(home.path, 5)).toEqual([1, 1, 1, 1, 1]);
  }
  return rounds;
}

/** Kills each operation at the steps given, or at all it has. @returns the number of kills */
export async function killAtSteps(only?: readonly number[]): Promise<number> {
  let kills = 0;
  for (const operation of operations) {
    for (const step of only ?? everyStep) {
      const path = operation === "create" ? newHomePath() : (await filledHome()).path;
      const how = await startChild("die-at-step.ts", path, operation, String(step)).end;
      const generations = await checkSurvived(path, operation === "create" ? 0 : 4);
      if (operation !== "create") expect(generations.every((each) => each >= 1)).toBe(true);
      if (how === "0") break;
      expect(how).toBe("SIGKILL");
      kills += 1;
    }
  }
  return kills;
}

/** Kills a migration from the original's form at the steps given, or at all it has. @returns the number of kills */
export async function killMigrations(only?: readonly number[]): Promise<number> {
  let kills = 0;
  for (const step of only ?? everyStep) {
    const home = await legacyHome();
    const how = await startChild("die-at-step.ts", home.path, "create", String(step)).end;
    const open = await openStore(home);
    const found = (await open.store.list()).map(async (each) => (await open.store.get(each))?.accessToken?.reveal());
    expect((await Promise.all(found)).sort()).toEqual([
      "alex@example.com/anthropic/access",
      "alex@example.com/openai/access",
      "bob@example.com/openai/access",
    ]);
    await open.close();
    if (how === "0") break;
    expect(how).toBe("SIGKILL");
    kills += 1;
  }
  return kills;
}

/** More steps than any operation has; it ends by itself before. */
const everyStep: readonly number[] = Array.from({ length: 500 }, (_, step) => step);

/** Several processes work on one home while another one is killed now and then. */
export async function mixProcesses(processes: number, count: number): Promise<void> {
  const home = await filledHome();
  const children = Array.from({ length: processes }, () => startChild("mixed.ts", home.path, String(count)));
  const disturbed = killSomewhere("write-until-killed.ts", home.path, 30);
  expect(await Promise.all(children.map((child) => child.end))).toEqual(children.map(() => "0"));
  const puts = children.flatMap((child) => child.lines).map((line) => Number(line.slice(5)));
  const others = (await disturbed).filter((line) => line.startsWith("stored ")).length;
  const [generation = 0] = await checkSurvived(home.path, 5);
  const least = 1 + others + puts.reduce((sum, each) => sum + each, 0);
  expect([least, least + 1]).toContain(generation);
}
