import { expect, it } from "vitest";
import { ulid, ulidShape } from "./ulid.ts";

const at = (now: number, fill: number): string =>
  ulid({ now: () => now, randomBytes: (size) => new Uint8Array(size).fill(fill) });

it("is ten characters of the time and sixteen of randomness, as the specification of ULID has them", () => {
  expect(at(1_469_918_176_385, 0)).toBe("01ARYZ6S410000000000000000");
  expect(at(1_469_918_176_385.9, 0xff)).toBe("01ARYZ6S41ZZZZZZZZZZZZZZZZ");
});

it("sorts by time", () => {
  const times = [0, 1, 31, 32, 1_469_918_176_385, 1_469_918_176_386, 2 ** 48 - 1];
  const names = times.map((now, index) => at(now, 255 - index));
  expect(names.toSorted()).toEqual(names);
  for (const name of names) expect(name).toMatch(ulidShape);
});

it("is told from anything longer, shorter or in another alphabet", () => {
  const name = at(1_469_918_176_385, 1);
  for (const text of [`${name}0`, ` ${name}`, name.slice(1), `8${name.slice(1)}`, name.toLowerCase(), `${name}\n`]) {
    expect(ulidShape.test(text), JSON.stringify(text)).toBe(false);
  }
});
