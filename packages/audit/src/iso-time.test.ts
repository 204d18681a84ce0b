import { expect, test } from "vitest";
import { isoTime } from "./iso-time.ts";

test("a time is written as Date writes it, across leap days, centuries and the year's ends", () => {
  const dayMs = 86_400_000;
  for (let day = -1000; day < 80_000; day += 17) {
    const ms = day * dayMs + ((day * 7919) % dayMs);
    expect(isoTime(ms)).toBe(new Date(ms).toISOString());
  }
  for (const text of ["2000-02-29", "2024-02-29", "2099-12-31", "2100-03-01", "1970-01-01"]) {
    const end = Date.parse(`${text}T23:59:59.999Z`);
    expect(isoTime(end)).toBe(`${text}T23:59:59.999Z`);
  }
});
