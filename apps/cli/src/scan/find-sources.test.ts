import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findSources } from "./find-sources.ts";
import { scanSources } from "./scan-sources.ts";
import type { Skipped } from "./source.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "infershield-sources-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("what vanishes while a folder is read is told, and the rest is scanned", async () => {
  await writeFile(join(folder, "a.txt"), "one");
  await mkdir(join(folder, "b"));
  await writeFile(join(folder, "c.txt"), "three");
  const scanned: string[] = [];
  const skipped: Skipped[] = [];
  const scanner = {
    scan: async ([part]: readonly { readonly text: string }[]) => {
      scanned.push(part?.text ?? "");
      await rm(join(folder, "b"), { recursive: true, force: true });
      await rm(join(folder, "d.txt"), { force: true });
      return [];
    },
  };
  await writeFile(join(folder, "d.txt"), "four");
  const steps = scanSources(findSources([folder], {}), { scanner, maxBytes: 100, onBytes: () => undefined });
  for await (const step of steps) if (step.skipped) skipped.push(step.skipped);
  expect(scanned).toEqual(["one", "three"]);
  expect(skipped.map(({ file, reason }) => `${file.slice(folder.length + 1)} ${reason}`)).toEqual([
    "b unreadable",
    "d.txt unreadable",
  ]);
});

test("whose words a text is depends on how it was named", async () => {
  await writeFile(join(folder, "a.txt"), "one");
  const rolesOf = async (names: readonly string[], role?: "system") => {
    const roles: string[] = [];
    for await (const source of findSources(names, { role })) roles.push(source.role);
    return roles;
  };
  expect(await rolesOf([join(folder, "a.txt"), folder])).toEqual(["user", "tool_result"]);
  expect(await rolesOf([folder], "system")).toEqual(["system"]);
});

test("a file that does not end is given up at the bound", async () => {
  const endless = async function* () {
    for (;;) yield Buffer.from("word ".repeat(10));
  };
  const sources = async function* () {
    yield { name: "endless", role: "user" as const, open: endless };
  };
  const steps = scanSources(sources(), {
    scanner: { scan: async () => [] },
    maxBytes: 10_000,
    onBytes: () => undefined,
  });
  const told: (string | undefined)[] = [];
  for await (const step of steps) told.push(step.skipped?.reason);
  expect(told).toEqual(["too_large"]);
});
