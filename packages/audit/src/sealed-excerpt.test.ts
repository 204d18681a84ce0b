import { createDecipheriv, hash } from "node:crypto";
import { chmodSync, linkSync, mkdirSync, unlinkSync } from "node:fs";
import { type SealContext, type SealedValue, type Sealer, Secret, system } from "@infershield/core";
import { HomeError } from "@infershield/home";
import { describe, expect, test } from "vitest";
import { auditError, testHome } from "../test/fixtures.ts";
import { excerptKeyPath } from "./excerpt-keys.ts";
import { type AuditRecord, type ExcerptContext, openExcerpts, type SealedExcerpt } from "./index.ts";

const place = { tenant: "default", userId: "alex", requestId: "req_1", phase: "intent" } as const;
const mara = { ...place, userId: "mara" };

/** A sealer that hides nothing, and what it was asked. */
function watchedSealer(): Sealer & { readonly contexts: SealContext[]; opened(): number } {
  const contexts: SealContext[] = [];
  let opened = 0;
  const form = { v: 1, alg: "A256GCM", kid: "1111111111111111", salt: "", com: "", iv: "", authTag: "" } as const;
  return {
    contexts,
    opened: () => opened,
    seal: (plaintext, context) => {
      contexts.push(context);
      return { ...form, ciphertext: plaintext.reveal() };
    },
    open: (sealed) => {
      opened += 1;
      return new Secret((sealed as SealedValue).ciphertext);
    },
  };
}

/** Excerpts of an empty home whose clock stands still, with a key for `alex` that was used a moment ago. */
async function openedExcerpts() {
  const home = await testHome();
  const sealer = watchedSealer();
  const clock = { now: 5000 };
  const excerpts = openExcerpts({ home, sealer, system: { ...system, monotonic: () => clock.now } });
  await excerpts.seal("made", place);
  const { kid } = await excerpts.seal("used", place);
  return { home, sealer, clock, excerpts, kid };
}

function recordOf(excerpt: unknown, { tenant, userId, requestId, phase } = place): AuditRecord {
  return { tenant, user_id: userId, request_id: requestId, phase, excerpt } as Partial<AuditRecord> as AuditRecord;
}

describe("the key of excerpts", () => {
  test("is used for a tenth of a second, and then again while its file is the same", async () => {
    const { home, sealer, clock, excerpts, kid } = await openedExcerpts();
    const opened = sealer.opened();
    clock.now += 100;
    expect(await excerpts.seal("x", place)).toMatchObject({ kid });
    expect(sealer.opened()).toBe(opened);
    unlinkSync(excerptKeyPath(home, place));
    clock.now += 99;
    expect(excerpts.seal("x", place)).toMatchObject({ kid });
    clock.now += 1;
    expect((await excerpts.seal("x", place)).kid).not.toBe(kid);
  });

  test("is not used any more once it was destroyed", async () => {
    const { excerpts, kid } = await openedExcerpts();
    expect(await excerpts.shred(place)).toBe(true);
    expect((await excerpts.seal("x", place)).kid).not.toBe(kid);
  });

  test("is another one for each person, of each tenant", async () => {
    const { excerpts, kid } = await openedExcerpts();
    const others = [mara, { ...place, tenant: "defaulta", userId: "lex" }, { ...place, tenant: "other" }];
    const kids = await Promise.all(others.map(async (other) => (await excerpts.seal("x", other)).kid));
    for (const other of others) await excerpts.seal("x", other);
    const again = await Promise.all(others.map(async (other) => (await excerpts.seal("x", other)).kid));
    expect(again).toEqual(kids);
    expect(new Set([kid, ...kids]).size).toBe(4);
  });

  test("is the one that another process makes at the same time", async () => {
    const home = await testHome();
    const sealer = watchedSealer();
    const both = [openExcerpts({ home, sealer }), openExcerpts({ home, sealer })];
    const [one, other] = await Promise.all(both.map((excerpts) => excerpts.seal("x", place)));
    expect(one?.kid).toBe(other?.kid);
  });

  test("is kept in memory for a thousand persons, and read again for who was there before them", async () => {
    const { home, sealer, excerpts } = await openedExcerpts();
    const stored = excerptKeyPath(home, place);
    const others = Array.from({ length: 1000 }, (_, index) => ({ ...place, userId: `user ${index}` }));
    // All share one file: the sealer does not look whose it is.
    for (const other of others) linkSync(stored, excerptKeyPath(home, other));
    const opens = async (context: ExcerptContext): Promise<boolean> => {
      const before = sealer.opened();
      await excerpts.seal("x", context);
      return sealer.opened() > before;
    };
    for (const other of others.slice(0, 999)) await excerpts.seal("x", other);
    expect(await opens(place)).toBe(false);
    await excerpts.seal("x", { ...place, userId: "user 999" });
    expect([await opens({ ...place, userId: "user 0" }), await opens(place)]).toEqual([false, true]);
  });

  test("is not made in a folder that others can open", async () => {
    const home = await testHome();
    const folder = home.file("audit", "keys");
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o755);
    await expect(openExcerpts({ home, sealer: watchedSealer() }).seal("x", place)).rejects.toThrow(
      expect.objectContaining({ constructor: HomeError, code: "HOME_NOT_PRIVATE" }),
    );
  });

  test("is stored for its person and its purpose", async () => {
    const { sealer } = await openedExcerpts();
    expect(sealer.contexts).toEqual([
      { tenant: "default", userId: "alex", provider: "audit", recordId: "excerpts", field: "user_key" },
    ]);
  });
});

describe("a sealed excerpt", () => {
  test("opens by what its format's page says", async () => {
    const home = await testHome();
    const bytes = Buffer.alloc(32, 7);
    const randomBytes: typeof system.randomBytes = (length) => new Uint8Array(length).fill(7);
    const excerpts = openExcerpts({ home, sealer: watchedSealer(), system: { ...system, randomBytes } });
    const sealed = await excerpts.seal("the words \u{1f512}", place);
    expect(sealed.kid).toBe(
      hash("sha256", Buffer.concat([Buffer.from("infershield-audit-excerpt/kid"), bytes])).slice(0, 16),
    );
    const decipher = createDecipheriv("aes-256-gcm", bytes, Buffer.from(sealed.iv, "base64url"));
    const bound = ["infershield-audit-excerpt/v1", "default", "alex", "req_1", "intent"].map((part) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(part.length);
      return Buffer.concat([length, Buffer.from(part)]);
    });
    decipher.setAAD(Buffer.concat(bound)).setAuthTag(Buffer.from(sealed.authTag, "base64url"));
    const text = decipher.update(sealed.ciphertext, "base64url", "utf8") + decipher.final("utf8");
    expect(text).toBe("the words \u{1f512}");
  });

  test("has an initialization vector of its own, however many there are", async () => {
    const { excerpts } = await openedExcerpts();
    const sealed: SealedExcerpt[] = [];
    for (let index = 0; index < 150; index += 1) sealed.push(await excerpts.seal("x", place));
    expect(new Set(sealed.map(({ iv }) => iv)).size).toBe(150);
    expect(sealed.every(({ iv }) => Buffer.from(iv, "base64url").length === 12)).toBe(true);
  });

  test("keeps as many characters as were asked for, those of one unit and those of two", async () => {
    const home = await testHome();
    const excerpts = openExcerpts({ home, sealer: watchedSealer(), maxCharacters: 3 });
    for (const [text, kept] of [
      ["\uffff\uffff\uffff\uffff", "\uffff\uffff\uffff"],
      ["\u{10000}\u{10ffff}a b", "\u{10000}\u{10ffff}a"],
      ["ab", "ab"],
      ["", ""],
    ] as const) {
      expect(await excerpts.read(recordOf(await excerpts.seal(text, place)))).toBe(kept);
    }
  });

  test("is none in a record without one", async () => {
    const { excerpts } = await openedExcerpts();
    expect(await excerpts.read(recordOf(undefined))).toBeUndefined();
  });

  test.each<[string, (sealed: SealedExcerpt) => unknown]>([
    ["null", () => null],
    ["a number", () => 5],
    ["another version", (sealed) => ({ ...sealed, v: 2 })],
    ["another algorithm", (sealed) => ({ ...sealed, alg: "A128GCM" })],
    ["a key's id that is no text", (sealed) => ({ ...sealed, kid: 5 })],
    ["an iv that is no text", (sealed) => ({ ...sealed, iv: 5 })],
    ["no tag", ({ authTag: _, ...rest }) => rest],
    ["no ciphertext", ({ ciphertext: _, ...rest }) => rest],
    ["a longer iv", (sealed) => ({ ...sealed, iv: `${sealed.iv}AAAA` })],
    ["a shorter tag", (sealed) => ({ ...sealed, authTag: sealed.authTag.slice(0, 16) })],
  ])("that is %s, or has it, is refused", async (_, change) => {
    const { excerpts } = await openedExcerpts();
    const changed = change(await excerpts.seal("x", place));
    await expect(excerpts.read(recordOf(changed))).rejects.toThrow(auditError("BROKEN"));
  });
});
