import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { interrupt, nextEvent, readEvents, runCli, startCli } from "./run-cli.ts";

test("demo --once shows the code, the three verdicts and a trail that verifies, and touches no home", async () => {
  const home = await mkdtemp(join(tmpdir(), "infershield-demo-test-"));
  const { code, stdout, stderr } = await runCli(["demo", "--once"], { HOME: home, TMPDIR: home });
  expect(stderr).not.toMatch(/ERROR|warning/);
  expect(code).toBe(0);
  expect(stdout).toMatch(/Code: [A-Z]{4}-[A-Z]{4}/);
  expect(stdout.match(/^(allow|redact|block) +risk/gm)?.map((line) => line.split(" ")[0])).toEqual([
    "allow",
    "redact",
    "block",
  ]);
  expect(stdout).toMatch(/audit verified: \d+ records/);
  expect(stdout).not.toMatch(/AKIA[A-Z2-7]{16}/);
  expect(await readdir(home)).toEqual([]);
  await rm(home, { recursive: true });
});

test("Ctrl-C ends the demo at once while it waits for a person, and leaves nothing behind", async () => {
  const home = await mkdtemp(join(tmpdir(), "infershield-demo-test-"));
  const demo = startCli(["demo", "--once", "--interactive", "--json"], { HOME: home, TMPDIR: home });
  await nextEvent(readEvents(demo), "code");
  expect(await interrupt(demo)).toBe(1);
  expect(await readdir(home)).toEqual([]);
  await rm(home, { recursive: true });
});
