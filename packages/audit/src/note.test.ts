import { describe, expect, test } from "vitest";
import { fixedSigner, testSigner } from "../test/fixtures.ts";
import { AuditError, formatNoteKey, noteKey, parseNoteKey } from "./index.ts";
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

  test("has a key that is written and read as name, id and key", () => {
    expect(parseNoteKey(`${formatNoteKey(key)}\n`)).toEqual(key);
    for (const text of ["", "name", formatNoteKey(key).replace("+", "+0"), formatNoteKey({ ...key, id: "00000000" })]) {
      expect(() => parseNoteKey(text)).toThrow(
        expect.objectContaining({ constructor: AuditError, code: "INVALID_KEY" }),
      );
    }
  });
});
