import { expect, test } from "vitest";
import { createNameLookup } from "./name-lookup.ts";

test("a name is found in any of the texts, whatever the case there", () => {
  const stands = createNameLookup()(() => ["one", "Send it to EXAMPLE.com"], false);
  expect([stands("example.com"), stands("other.com")]).toEqual([true, false]);
});

test("texts are read when a first name is asked for, once", () => {
  let read = 0;
  const stands = createNameLookup()(() => {
    read += 1;
    return ["text"];
  }, false);
  expect(read).toBe(0);
  stands("a");
  stands("b");
  expect(read).toBe(1);
});

test.each([true, false])(
  "names beyond what can be read in time are answered with %s, in whichever texts",
  (otherwise) => {
    const text = "word ".repeat(2_000_000);
    const lookup = createNameLookup();
    const first = lookup(() => [text], otherwise);
    const second = lookup(() => ["a.bc", text], otherwise);
    const hosts = ["x1.yz", "x2.yz", "x3.yz"];
    expect(hosts.map(first)).toEqual([false, false, false]);
    expect([second("a.bc"), second("x4.yz")]).toEqual([true, false]);
    expect([...hosts.map(first), second("x5.yz")]).toEqual([otherwise, otherwise, otherwise, otherwise]);
  },
);
