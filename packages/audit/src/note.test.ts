import { describe, expect, test } from "vitest";
import { auditError, fixedSigner, testSigner } from "../test/fixtures.ts";
import { formatNoteKey, noteKey, parseNoteKey } from "./index.ts";
import { openNote, signNote } from "./note.ts";

describe("a signed note", () => {
  const signer = fixedSigner();
  const key = noteKey("infershield-audit/0011223344556677", signer.publicKey);

  test("opens with its key only, and not when one character of it changed", () => {
    const note = signNote("one\ntwo\n", key.name, signer);
    expect(openNote(note, key)).toBe("one\ntwo\n");
    expect(openNote(note, noteKey(key.name, testSigner().publicKey))).toBeUndefined();
    expect(openNote(note, noteKey("other", signer.publicKey))).toBeUndefined();
    for (let at = 0; at < note.length; at++) {
      const changed = `${note.slice(0, at)}${note[at] === "A" ? "B" : "A"}${note.slice(at + 1)}`;
      expect(openNote(changed, key)).toBeUndefined();
    }
  });

  test("has one signature of the length of its key's, behind an empty line", () => {
    const note = signNote("one\n", key.name, signer);
    const line = note.slice(note.indexOf("\u2014"), -1);
    const signed = Buffer.from(line.slice(line.lastIndexOf(" ") + 1), "base64");
    const signedWith = (bytes: Uint8Array): string =>
      `one\n\n\u2014 ${key.name} ${Buffer.concat([signed, bytes]).toString("base64")}\n`;
    expect(openNote(signedWith(new Uint8Array()), key)).toBe("one\n");
    for (const other of [
      signedWith(new Uint8Array(3)),
      `${note}${line}\n`,
      `one\n\nx${line}\n`,
      `one\n${line}\n`,
      `${line}\n`,
      `\n\n${line}\n`,
    ]) {
      expect(openNote(other, key)).toBeUndefined();
    }
    const words = "z\u00f6e \u{1f512}\n";
    expect(openNote(signNote(words, key.name, signer), key)).toBe(words);
  });

  test("has a key that is written and read as name, id and key", () => {
    expect(parseNoteKey(`${formatNoteKey(key)}\n`)).toEqual(key);
    const written = formatNoteKey(key);
    const { publicKey } = key;
    const short = noteKey(key.name, publicKey.slice(1));
    // The id fits the key, and the byte before it is of no algorithm.
    const otherAlgorithm = written.replace(/[A-Za-z0-9+/]{44}$/, (encoded) =>
      Buffer.concat([Buffer.of(2), Buffer.from(encoded, "base64").subarray(1)]).toString("base64"),
    );
    const changed = [
      "",
      "name",
      written.replace("+", "+0"),
      formatNoteKey({ ...key, id: "00000000" }),
      formatNoteKey(short),
      otherAlgorithm,
      `a ${written}`,
      `+${written}`,
      `${written}A`,
      `${written} b`,
    ];
    for (const text of changed) {
      expect(() => parseNoteKey(text)).toThrow(auditError("INVALID_KEY"));
    }
  });
});
