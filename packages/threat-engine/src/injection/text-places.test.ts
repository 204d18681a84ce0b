import { expect, test } from "vitest";
import { textPlaces } from "./text-places.ts";

const places = textPlaces("one. two. three.", /\w+\./g);

test("a match counts where it begins and ends in the stretch", () => {
  expect(places.has(0, 4)).toBe(true);
  expect(places.has(1, 9)).toBe(true);
  expect(places.has(1, 8)).toBe(false);
  expect(places.has(11, 16)).toBe(false);
});

test("matches are counted from the beginning of the stretch", () => {
  expect(places.from(0, 16, 0)).toBe(0);
  expect(places.from(1, 16, 1)).toBe(10);
  expect(places.from(1, 15, 1)).toBeUndefined();
  expect(places.from(0, 16, 3)).toBeUndefined();
});

test("a text without a match has no places", () => {
  expect(textPlaces("", /\w/g).has(0, 1)).toBe(false);
});
