import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { fixedSigner } from "../test/fixtures.ts";
import { lastNote, noteDigest, parseCheckpoint, signCheckpoint } from "./checkpoint.ts";
import { chainStart } from "./line.ts";
import { merkleRoot } from "./merkle.ts";
import { signNote } from "./note.ts";
import type { AuditSource } from "./storage.ts";
import { lastTombstone, signTombstone } from "./tombstone.ts";

const signer = fixedSigner();
const origin = "infershield-audit/0011223344556677";
const leaves = ["a", "b", "c"].map((text) => createHash("sha256").update(text).digest("hex"));
const checkpoint = signCheckpoint({ origin, first: 8, leaves, previous: chainStart, now: 1_760_000_000_000 }, signer);
const text = checkpoint.note.slice(0, checkpoint.note.indexOf("\n\n") + 1);

describe("a checkpoint", () => {
  test("says which records it covers, and is read as it was signed", () => {
    expect(checkpoint).toMatchObject({
      origin,
      first: 8,
      last: 10,
      root: merkleRoot(leaves),
      chain: leaves[2],
      time: "2025-10-09T08:53:20.000Z",
      previous: chainStart,
    });
    expect(parseCheckpoint(checkpoint.note)).toEqual(checkpoint);
    expect(noteDigest(checkpoint.note)).toBe(createHash("sha256").update(checkpoint.note).digest("hex"));
  });

  test.each([
    ["another word", text.replace("first 8", "fist 8")],
    ["a number with a zero before it", text.replace("first 8", "first 08")],
    ["no last record", text.replace("\n10\n", "\n0\n")],
    ["a root of another length", text.replace(/\n[A-Za-z0-9+/]{43}=/, "\nAAAA")],
    ["a chain that is no hash", text.replace(/chain ./, "chain G")],
    ["another form of time", text.replace("2025-10-09T", "2025-10-09 ")],
    ["no previous one", text.replace(/previous [0-9a-f]{64}/, "previous ")],
    ["a line more", `${text}more\n`],
    ["a line before", `more\n${text}`],
    ["a space in its origin", text.replace("/0011", " 0011")],
  ])("with %s is none", (_, changed) => {
    expect(changed).not.toBe(text);
    expect(parseCheckpoint(signNote(changed, origin, signer))).toBeUndefined();
  });

  test("is none without a signature", () => {
    expect(parseCheckpoint(text)).toBeUndefined();
  });
});

describe("the last note of a text", () => {
  const { note } = checkpoint;

  test("is the whole one, wherever the text begins and ends", () => {
    expect(lastNote(`${note}\n`)).toEqual({ note, rest: "" });
    expect(lastNote(`${note}\n${note}\n`)).toEqual({ note, rest: "" });
    expect(lastNote(`half of one\n\n\u2014 ${origin} AAAA\n\n${note}\n`)).toEqual({ note, rest: "" });
    expect(lastNote(`${note}\n${note.slice(0, 40)}`)).toEqual({ note, rest: note.slice(0, 40) });
    expect(lastNote(`${note}\n${note.slice(0, -5)}`)).toEqual({ note, rest: note.slice(0, -5) });
  });

  test("is not there where none is whole", () => {
    expect(lastNote("")).toEqual({ note: undefined, rest: "" });
    expect(lastNote(note.slice(0, -1))).toEqual({ note: undefined, rest: note.slice(0, -1) });
  });
});

describe("the last tombstone", () => {
  const gone = (segment: number) =>
    signTombstone({ origin, segment, first: 8, last: 10, chain: leaves[2] ?? "", now: 1_760_000_000_000 }, signer);
  const of = (...notes: readonly string[]) =>
    lastTombstone({
      notes: async function* () {
        yield* notes;
      },
    } as Partial<AuditSource> as AuditSource);

  test("is that of the youngest segment, wherever it stands among others and what is none", async () => {
    expect(await of()).toBeUndefined();
    expect(await of(gone(2), gone(12), gone(3), checkpoint.note)).toEqual({
      origin,
      segment: 12,
      first: 8,
      last: 10,
      chain: leaves[2],
      time: "2025-10-09T08:53:20.000Z",
      note: gone(12),
    });
  });

  test.each([
    ["another word", "tombstone 2", "tombstome 2"],
    ["segment 0", "tombstone 2", "tombstone 0"],
    ["no first record", "first 8", "first 0"],
    ["a last record that is no number", "last 10", "last ten"],
    ["a chain that is no hash", /chain ./, "chain G"],
    ["another form of time", "2025-10-09T", "2025-10-09 "],
    ["a line before", "infershield", "more\ninfershield"],
    ["a line after", /\n$/, "\nmore\n"],
  ])("with %s is none", async (_, from, to) => {
    const signed = gone(2);
    const words = signed.slice(0, signed.indexOf("\n\n") + 1);
    expect(words.replace(from, to)).not.toBe(words);
    expect(await of(signNote(words.replace(from, to), origin, signer))).toBeUndefined();
  });
});
