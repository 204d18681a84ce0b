import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { system } from "@infershield/core";
import { expect } from "vitest";
import { accountKey, openTeam, putNext } from "./children/open-team.ts";
import { type Child, startChild } from "./start-child.ts";

/** How much was found to be right after all kills. */
export interface Survived {
  readonly kills: number;
  readonly acknowledged: number;
}

const longestMs = 80;

/** Kills a process that writes with SIGKILL at a random moment, over and over on one database, and looks at everything after each. */
export async function killRounds(rounds: number): Promise<Survived> {
  const folder = await mkdtemp(join(tmpdir(), "infershield-kills-"));
  const home = join(folder, "home");
  const first = await openTeam(home);
  for (const index of [0, 1, 2]) await putNext(first, index);
  await first.close();
  let acknowledged = 0;
  // Loading takes ten times longer than what is killed: the next one loads meanwhile.
  let next = startChild("write-until-killed.ts");
  for (let round = 0; round < rounds; round++) {
    const child = next;
    if (round + 1 < rounds) next = startChild("write-until-killed.ts");
    await child.said("loaded");
    child.begin(home, `round${round}`);
    // Every other one is killed at work for sure, the others perhaps while they begin.
    await child.said(round % 2 === 0 ? "login" : "ready");
    const [random = 0] = system.randomBytes(1);
    await system.sleep((random / 256) * longestMs);
    child.kill();
    expect(await child.end).toBe("SIGKILL");
    acknowledged += child.lines.length - 2;
    await checkSurvived(home, child);
  }
  expect((await readdir(home)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  await rm(folder, { recursive: true });
  return { kills: rounds, acknowledged };
}

async function checkSurvived(home: string, child: Child): Promise<void> {
  const team = await openTeam(home);
  const { connection } = team.database;
  expect(connection.pragma("integrity_check", { simple: true })).toBe("ok");
  const said = child.lines.map((line) => line.split(" "));
  for (const [what, first = "", second = ""] of said) {
    if (what === "login") await checkLogin(team, Number(first), Number(second));
    if (what === "user" && !child.lines.includes(`deleted ${first}`)) {
      // A deletion that was not acknowledged may have been made.
      const isLast = said.findLast(([each]) => each === "user")?.[1] === first;
      if (!isLast) expect(await team.directory.findUser({ id: first })).toMatchObject({ id: first });
    }
    if (what === "deleted") expect(await team.directory.findUser({ id: first })).toBeUndefined();
  }
  const count = (sql: string): unknown => connection.prepare(`SELECT count(*) FROM ${sql}`).pluck().get();
  // What one transaction does is there as a whole or not at all.
  expect(count("identity_tokens WHERE user_id NOT IN (SELECT id FROM users)")).toBe(0);
  expect(count("oauth_tokens WHERE user_id <> 'shared' AND user_id NOT IN (SELECT id FROM users)")).toBe(0);
  expect(
    count(
      "identity_tokens d WHERE kind = 'd' AND (revoked_at_ms IS NOT NULL) <> EXISTS (SELECT 1 FROM identity_tokens p WHERE p.rotated_from = d.id)",
    ),
  ).toBe(0);
  await team.keys.verify();
  await team.close();
}

async function checkLogin(team: Awaited<ReturnType<typeof openTeam>>, index: number, atLeast: number): Promise<void> {
  const login = await team.tokens.get(accountKey(index));
  expect(login?.generation).toBeGreaterThanOrEqual(atLeast);
  expect(login?.accessToken?.reveal()).toBe(`account ${index} generation ${login?.generation}`);
}
