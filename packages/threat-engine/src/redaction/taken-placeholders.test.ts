import { expect, test } from "vitest";
import { createPlaceholders } from "./placeholders.ts";
import { takenPlaceholders } from "./taken-placeholders.ts";

const free = createPlaceholders({ key: new Uint8Array(32).fill(3), isTaken: () => false });
const [one, two] = [free.placeholderFor("secret.x", "one"), free.placeholderFor("personal.email", "two")];

test("finds placeholders alone, in a row and at the beginning of longer words, in every text", () => {
  const texts = [
    `${one}${two}`,
    `a ${two}_MORE_X`,
    "IFSX_ IFSX_NOTHING_X",
    `IFSX_${free.placeholderFor("a.b", "three")}`,
  ];
  const taken = takenPlaceholders(texts);
  for (const placeholder of [one, two, free.placeholderFor("a.b", "three")]) expect(taken.has(placeholder)).toBe(true);
  expect(takenPlaceholders(["plain", "IFSX_A_X"]).size).toBe(0);
});

test.each([
  ["beginnings alone", "IFSX_".repeat(1_600_000)],
  ["beginnings with a far end", `${"IFSX_".repeat(1_600_000)}A_X`],
  ["short words of the form", "IFSX_A_X".repeat(50_000)],
])("many %s are read once", (_, text) => {
  expect(takenPlaceholders([text]).size).toBe(0);
});
