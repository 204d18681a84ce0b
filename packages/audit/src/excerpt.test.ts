import { readdirSync, readFileSync } from "node:fs";
import { type Sealer, Secret, system } from "@infershield/core";
import type { Home } from "@infershield/home";
import { describe, expect, test } from "vitest";
import { auditError, openTestLog, recordsOf, testEvent, testHome, testKey } from "../test/fixtures.ts";
import { auditFiles, type Excerpts, liftHold, openExcerpts, placeHold, verifyAuditLog } from "./index.ts";

const auditKey = testKey();

/** A sealer that hides nothing but checks the context. */
const sealer: Sealer = {
  seal: (plaintext, context) => ({
    v: 1,
    alg: "A256GCM",
    kid: JSON.stringify(context),
    salt: "",
    com: "",
    iv: "",
    authTag: "",
    ciphertext: plaintext.reveal(),
  }),
  open: (sealed, context) => {
    const { kid, ciphertext } = sealed as { kid: string; ciphertext: string };
    if (kid !== JSON.stringify(context)) throw new Error("wrong context");
    return new Secret(ciphertext);
  },
};

async function logged(
  home: Home,
  excerpts: Excerpts | undefined,
  ...events: Parameters<typeof testEvent>[0][]
): Promise<void> {
  const log = await openTestLog({ home, auditKey, ...(excerpts && { excerpts }) });
  for (const event of events) await log.record(testEvent(event));
  await log.close();
}

describe("an excerpt", () => {
  test("is stored encrypted and read back, cut to 500 characters and never inside one", async () => {
    const home = await testHome();
    const excerpts = openExcerpts({ home, sealer });
    await logged(home, excerpts, { excerpt: `the plain words ${"😀".repeat(600)}` });
    const stored = readdirSync(home.file("audit")).filter((name) => name.endsWith(".jsonl"));
    for (const name of stored) expect(readFileSync(home.file("audit", name), "latin1")).not.toContain("plain words");
    const [record] = await recordsOf(home);
    expect(record && (await excerpts.read(record))).toBe(`the plain words ${"😀".repeat(484)}`);
  });

  test("takes the home's lock once, however many first ones of a person there are", async () => {
    const home = await testHome();
    let locks = 0;
    const counting: Home = {
      ...home,
      withLock: (work) => {
        locks += 1;
        return home.withLock(work);
      },
    };
    const excerpts = openExcerpts({ home: counting, sealer });
    const context = { tenant: "default", userId: "u", requestId: "r", phase: "intent" } as const;
    const sealed = await Promise.all(Array.from({ length: 50 }, () => excerpts.seal("one of many", context)));
    expect(locks).toBe(1);
    expect(new Set(sealed.map(({ kid }) => kid)).size).toBe(1);
    expect(new Set(sealed.map(({ iv }) => iv)).size).toBe(50);
  });

  test("is dropped when no excerpts are to be kept", async () => {
    const home = await testHome();
    await logged(home, undefined, { excerpt: "the plain words" });
    expect((await recordsOf(home))[0]).not.toHaveProperty("excerpt");
    expect(readFileSync(home.file("audit", "000001.jsonl"), "latin1")).not.toContain("plain words");
  });

  test("does not open in another record, nor changed", async () => {
    const home = await testHome();
    const excerpts = openExcerpts({ home, sealer });
    await logged(home, excerpts, { excerpt: "one" }, { excerpt: "two", requestId: "req_2" });
    const [one, two] = await recordsOf(home);
    if (one === undefined || two === undefined) throw new Error("two records were written");
    const broken = auditError("BROKEN");
    await expect(excerpts.read({ ...two, excerpt: one.excerpt })).rejects.toThrow(broken);
    const sealed = one.excerpt as { authTag: string };
    await expect(
      excerpts.read({ ...one, excerpt: { ...sealed, authTag: sealed.authTag.slice(0, 6) } }),
    ).rejects.toThrow(broken);
    await expect(excerpts.read({ ...one, excerpt: "text" })).rejects.toThrow(broken);
  });
});

describe("shredding one person", () => {
  test("makes that person's excerpts unreadable, leaves the others and the chain as they are", async () => {
    const home = await testHome();
    const excerpts = openExcerpts({ home, sealer });
    await logged(home, excerpts, { userId: "alex", excerpt: "a" }, { userId: "mara", excerpt: "m" });
    expect(await excerpts.shred({ tenant: "default", userId: "alex" })).toBe(true);
    expect(await excerpts.shred({ tenant: "default", userId: "alex" })).toBe(false);
    const texts = await Promise.all((await recordsOf(home)).map((record) => excerpts.read(record)));
    expect(texts).toEqual([undefined, "m"]);
    expect(await verifyAuditLog({ source: auditFiles(home.file("audit")), auditKey })).toMatchObject({
      ok: true,
      records: 2,
    });
  });

  test.each([
    ["that person", { name: "case-7", userId: "alex" }],
    ["everybody", { name: "case-7" }],
  ])("is refused while a legal hold is on %s, and done when it is lifted", async (_, hold) => {
    const home = await testHome();
    const excerpts = openExcerpts({ home, sealer });
    await logged(home, excerpts, { userId: "alex", excerpt: "a" });
    const shred = (): Promise<boolean> => excerpts.shred({ tenant: "default", userId: "alex" });
    await placeHold(home, { name: "case-8", userId: "mara" });
    await placeHold(home, hold);
    await expect(shred()).rejects.toMatchObject({
      name: "AuditError",
      code: "HELD",
      hint: expect.stringContaining(`--lift ${hold.name}`),
    });
    const [record] = await recordsOf(home);
    expect(record && (await excerpts.read(record))).toBe("a");
    await liftHold(home, "case-7");
    expect(await shred()).toBe(true);
  });

  test("is seen by a process that had used the key before: later excerpts get a new one", async () => {
    const home = await testHome();
    let now = 0;
    const running = openExcerpts({ home, sealer, system: { ...system, monotonic: () => now } });
    const admin = openExcerpts({ home, sealer });
    await logged(home, running, { excerpt: "before" });
    await admin.shred({ tenant: "default", userId: "alex@example.com" });
    now += 100;
    await logged(home, running, { excerpt: "after" });
    const fresh = openExcerpts({ home, sealer });
    const [before, after] = await recordsOf(home);
    if (before === undefined || after === undefined) throw new Error("two records were written");
    expect(await fresh.read(after)).toBe("after");
    expect(await fresh.read(before)).toBeUndefined();
  });

  test("loses what another process records in the tenth of a second after it", async () => {
    const home = await testHome();
    const running = openExcerpts({ home, sealer, system: { ...system, monotonic: () => 0 } });
    await logged(home, running, { excerpt: "the first makes the key" }, { excerpt: "before" });
    await openExcerpts({ home, sealer }).shred({ tenant: "default", userId: "alex@example.com" });
    await logged(home, running, { excerpt: "after" });
    for (const record of await recordsOf(home)) {
      expect(record.excerpt).toBeDefined();
      expect(await openExcerpts({ home, sealer }).read(record)).toBeUndefined();
    }
  });
});
