import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type Sealer, Secret } from "@infershield/core";
import { describe, expect, test } from "vitest";
import { auditError, openTestLog, testEvent, testHome, testKey } from "../test/fixtures.ts";
import { auditFiles, countSegmentsOfKey, excerptKeys, openExcerpts } from "./index.ts";

/** A sealer under a named key that hides nothing but checks the context, and opens what the keys named before sealed. */
function sealerUnder(kid: string, ...known: readonly string[]): Sealer {
  return {
    seal: (plaintext, context) => ({
      v: 1,
      alg: "A256GCM",
      kid,
      salt: JSON.stringify(context),
      com: "",
      iv: "",
      authTag: "",
      ciphertext: plaintext.reveal(),
    }),
    open: (sealed, context) => {
      const value = sealed as { kid: string; salt: string; ciphertext: string };
      if (![kid, ...known].includes(value.kid) || value.salt !== JSON.stringify(context))
        throw new Error("does not open");
      return new Secret(value.ciphertext);
    },
  };
}

const place = { tenant: "default", requestId: "req_1", phase: "intent" } as const;
const [first, second] = ["1111111111111111", "2222222222222222"];

describe("keys of excerpts", () => {
  test("are counted under the key that seals them, and sealed anew with nothing lost", async () => {
    const home = await testHome();
    const before = openExcerpts({ home, sealer: sealerUnder(first) });
    const sealed = await before.seal("words of alex", { ...place, userId: "alex@example.com" });
    await before.seal("words of bob", { ...place, userId: "bob@example.com" });
    const keys = excerptKeys(home);
    expect([await keys.countUses(first), await keys.countUses(second)]).toEqual([2, 0]);

    expect(await keys.reencrypt(sealerUnder(second, first), second)).toBe(2);
    expect([await keys.countUses(first), await keys.countUses(second)]).toEqual([0, 2]);
    expect(await keys.reencrypt(sealerUnder(second), second)).toBe(0);
    expect(await keys.verify(sealerUnder(second))).toBe(2);
    await expect(keys.verify(sealerUnder(first))).rejects.toThrow();
    const after = openExcerpts({ home, sealer: sealerUnder(second) });
    expect(await after.seal("more words of alex", { ...place, userId: "alex@example.com" })).toMatchObject({
      kid: sealed.kid,
    });
  });

  test("do not open when the file was put in another person's place, and a damaged one is reported", async () => {
    const home = await testHome();
    const sealer = sealerUnder(first);
    const excerpts = openExcerpts({ home, sealer });
    await excerpts.seal("words", { ...place, userId: "alex@example.com" });
    await excerpts.seal("words", { ...place, userId: "bob@example.com" });
    const [one = "", other = ""] = readdirSync(home.file("audit", "keys"));
    const file = (name: string): string => home.file("audit", "keys", name);
    writeFileSync(file(one), readFileSync(file(other)));
    const fresh = openExcerpts({ home, sealer });
    const sealings = ["alex@example.com", "bob@example.com"].map((userId) => fresh.seal("x", { ...place, userId }));
    expect((await Promise.allSettled(sealings)).map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);

    writeFileSync(file(one), '{"v":2}');
    await expect(excerptKeys(home).countUses(first)).rejects.toMatchObject({ name: "AuditError", code: "BROKEN" });
  });

  test.each([
    "",
    "{",
    "null",
    "7",
    "[]",
    { v: 2 },
    { tenant: 7 },
    { user_id: null },
    { key: undefined },
    { key: null },
    { key: "text" },
    { key: {} },
    { key: { kid: 7 } },
  ])("are no keys with %j in their file", async (change) => {
    const home = await testHome();
    await openExcerpts({ home, sealer: sealerUnder(first) }).seal("x", { ...place, userId: "alex@example.com" });
    const [name = ""] = readdirSync(home.file("audit", "keys"));
    const path = home.file("audit", "keys", name);
    const stored = JSON.parse(readFileSync(path, "utf8"));
    expect(await excerptKeys(home).countUses(first)).toBe(1);
    writeFileSync(path, typeof change === "string" ? change : JSON.stringify({ ...stored, ...change }));
    await expect(excerptKeys(home).countUses(first)).rejects.toThrow(auditError("BROKEN"));
  });

  test("are files of their form of name, in a folder", async () => {
    const home = await testHome();
    await openExcerpts({ home, sealer: sealerUnder(first) }).seal("x", { ...place, userId: "alex@example.com" });
    const folder = home.file("audit", "keys");
    const [name = ""] = readdirSync(folder);
    for (const other of [`${name}.new`, `x${name}`, name.slice(1), "notes"]) writeFileSync(`${folder}/${other}`, "x");
    expect(await excerptKeys(home).verify(sealerUnder(first))).toBe(1);
    rmSync(folder, { recursive: true });
    writeFileSync(folder, "no folder");
    await expect(excerptKeys(home).verify(sealerUnder(first))).rejects.toMatchObject({ code: "ENOTDIR" });
  });

  test("of a home without any are none", async () => {
    const keys = excerptKeys(await testHome());
    expect([await keys.countUses(first), await keys.verify(sealerUnder(first))]).toEqual([0, 0]);
  });
});

test("segments are counted under the audit key that authenticates them", async () => {
  const home = await testHome();
  for (const auditKey of [testKey(first), testKey(second, first)]) {
    const log = await openTestLog({ home, auditKey, maxSegmentBytes: 1 });
    for (const requestId of ["req_1", "req_2"]) await log.record(testEvent({ requestId }));
    await log.close();
  }
  const source = auditFiles(home.file("audit"));
  const counts = [await countSegmentsOfKey(source, first), await countSegmentsOfKey(source, second)];
  expect(counts.every((count) => count > 0)).toBe(true);
  expect(counts.reduce((sum, each) => sum + each)).toBe((await source.segments()).length);
  expect(await countSegmentsOfKey(source, "0000000000000000")).toBe(0);
});
