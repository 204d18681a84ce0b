import { expect, test } from "vitest";
import { unitsOf } from "../text-units.ts";
import { countStretch, type StretchCounts } from "./stretch-counts.ts";

function count(text: string): StretchCounts {
  return countStretch(unitsOf(text), 0, text.length);
}

test.each([
  ["", { run: 0, hex: 0, digits: 0, bits: 0, signals: 0, apart: 0 }],
  ["ab12/_ +=", { run: 6, hex: 4, digits: 2, bits: 1, signals: 0, apart: 0 }],
  ["de ad:be,ef-  00", { run: 3, hex: 8, digits: 2, bits: 2, signals: 1, apart: 0 }],
  ["a b_c 12 d.", { run: 3, hex: 4, digits: 2, bits: 1, signals: 1, apart: 4 }],
  ["-.. --- .", { run: 3, hex: 0, digits: 0, bits: 0, signals: 7, apart: 0 }],
])("counts %j", (text, expected) => {
  expect(count(text)).toEqual(expected);
});

test("looks at the stretch only", () => {
  expect(countStretch(unitsOf("aaa b aaa"), 4, 5)).toMatchObject({ run: 1, apart: 1 });
});
