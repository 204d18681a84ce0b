import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { accountKey, contested, openTeam, putNext } from "./children/open-team.ts";
import { startChild } from "./start-child.ts";

/** Several processes work on one database at once while another one is killed: every acknowledged put must be there, and no other. */
export async function workMixed(options: { readonly processes: number; readonly operations: number }): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "infershield-mixed-"));
  const home = join(folder, "home");
  const first = await openTeam(home);
  const before = await putNext(first, contested);
  await first.close();
  const children = Array.from({ length: options.processes }, () => startChild("mixed.ts"));
  const doomed = startChild("write-until-killed.ts");
  for (const child of [...children, doomed]) await child.said("loaded");
  for (const child of children) child.begin(home, String(options.operations));
  doomed.begin(home, "doomed");
  await doomed.said("login 2");
  doomed.kill();
  await doomed.end;
  const ends = await Promise.all(children.map((child) => child.end));
  expect(ends).toEqual(children.map(() => "0"));
  const puts = children.map(({ lines }) => Number(lines.find((line) => line.startsWith("puts "))?.slice(5)));
  const team = await openTeam(home);
  const acknowledged = puts.reduce((sum, each) => sum + each, 0);
  expect((await team.tokens.get(accountKey(contested)))?.generation).toBe(before + acknowledged);
  await team.keys.verify();
  await team.close();
  await rm(folder, { recursive: true });
  return acknowledged;
}
