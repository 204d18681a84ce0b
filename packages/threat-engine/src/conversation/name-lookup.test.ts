import { expect, test } from "vitest";
import { nameLookup } from "./name-lookup.ts";

test("a name is found in any of the texts, whatever the case there", () => {
  const stands = nameLookup(() => ["one", "Send it to EXAMPLE.com"], false);
  expect([stands("example.com"), stands("other.com")]).toEqual([true, false]);
});

test("texts are read when a first name is asked for, once", () => {
  let read = 0;
  const stands = nameLookup(() => {
    read += 1;
    return ["text"];
  }, false);
  expect(read).toBe(0);
  stands("a");
  stands("b");
  expect(read).toBe(1);
});

test.each([true, false])("names beyond what can be read in time are answered with %s", (otherwise) => {
  const text = "word ".repeat(2_000_000);
  const names = Array.from({ length: 100 }, (_, index) => `word${index}`);
  const answers = names.map(nameLookup(() => [text], otherwise));
  expect(answers.slice(0, 16).every((found) => !found)).toBe(true);
  expect(answers.filter((found) => found === otherwise).length).toBeGreaterThanOrEqual(otherwise ? 50 : 100);
  expect(answers.at(-1)).toBe(otherwise);
});
