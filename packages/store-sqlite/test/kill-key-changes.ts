import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Secret, system } from "@infershield/core";
import { resolveMasterKey } from "@infershield/envelope";
import { openHome } from "@infershield/home";
import { expect } from "vitest";
import { accountKey, openTeamWithKeyFile, putNext } from "./children/open-team.ts";
import { startChild } from "./start-child.ts";

const accounts = [0, 1, 2, 3, 4];
const policy = { level: "org", name: "" } as const;
/** More than a round of changes has: it ends by itself before. */
const everyStep: readonly number[] = Array.from({ length: 10_000 }, (_, index) => index + 1);
const longestMs = 150;

/** A team that has everything that keys protect. */
interface World {
  readonly home: string;
  readonly token: Secret;
  readonly person: string;
}

async function createWorld(): Promise<World> {
  const path = join(await mkdtemp(join(tmpdir(), "infershield-key-kills-")), "home");
  await resolveMasterKey({ home: await openHome(path, { create: true }), source: "file", create: true });
  const team = await openTeamWithKeyFile(path);
  for (const index of accounts) await putNext(team, index);
  await team.tokens.journal.write(accountKey(0), (await team.tokens.get(accountKey(0)))?.accessToken ?? missing());
  const { id } = await team.directory.createUser({ email: "alex@example.com", role: "owner" });
  const { token } = await team.directory.createToken({ userId: id, name: "laptop" });
  for (const document of ["1", "2", "3"]) await team.policies.add({ ...policy, document, author: id });
  await team.close();
  return { home: path, token, person: id };
}

function missing(): never {
  throw new Error("What was stored a moment ago is not there.");
}

/** Opens the database as whoever comes after the crash, and looks at everything. */
async function checkWorld({ home, token, person }: World): Promise<void> {
  const team = await openTeamWithKeyFile(home);
  expect(team.database.connection.pragma("integrity_check", { simple: true })).toBe("ok");
  for (const index of accounts) {
    const login = await team.tokens.get(accountKey(index));
    expect(login?.accessToken?.reveal()).toBe(`account ${index} generation 1`);
  }
  expect((await team.tokens.journal.read(accountKey(0)))?.reveal()).toBe("account 0 generation 1");
  expect(await team.directory.authenticate(token)).toMatchObject({ ok: true, user: { id: person, role: "owner" } });
  expect((await team.policies.history()).map(({ document, author }) => [document, author])).toEqual(
    ["3", "2", "1"].map((document) => [document, person]),
  );
  expect(await team.keys.verify()).toMatchObject({ records: accounts.length, journalEntries: 1 });
  await team.close();
}

const removeWorld = ({ home }: World): Promise<void> => rm(join(home, ".."), { recursive: true });

/**
 * Kills a round of key changes at every step it has, on a database of its own each time.
 *
 * @param only - These steps instead of all.
 * @returns how many kills there were
 */
export async function killAtEveryStep(only?: readonly number[]): Promise<number> {
  let kills = 0;
  for (const step of only ?? everyStep) {
    const world = await createWorld();
    const child = startChild("change-keys.ts");
    await child.said("loaded");
    child.begin(world.home, String(step));
    const end = await child.end;
    await checkWorld(world);
    await removeWorld(world);
    if (end === "0") break;
    expect(end).toBe("SIGKILL");
    kills += 1;
  }
  return kills;
}

/** Kills endless key changes at random moments, on one database. @returns how many rounds of changes were whole */
export async function killAnywhere(kills: number): Promise<number> {
  const world = await createWorld();
  let rounds = 0;
  for (let kill = 0; kill < kills; kill++) {
    const child = startChild("change-keys.ts");
    await child.said("loaded");
    child.begin(world.home);
    // Every other one dies later than its first round, so that every change has been reached on a busy machine too.
    await child.said(kill % 2 === 0 ? "ready" : "round");
    const [random = 0] = system.randomBytes(1);
    await system.sleep((random / 256) * longestMs);
    child.kill();
    expect(await child.end).toBe("SIGKILL");
    rounds += child.lines.filter((line) => line === "round").length;
    await checkWorld(world);
  }
  await removeWorld(world);
  return rounds;
}
