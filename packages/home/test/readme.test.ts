import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { countUp } from "./readme-example.ts";

it("the example of the README is this one, and works", async () => {
  const example = readFileSync(join(import.meta.dirname, "readme-example.ts"), "utf8");
  expect(readFileSync(join(import.meta.dirname, "../README.md"), "utf8")).toContain(example);
  const folder = mkdtempSync(join(tmpdir(), "readme-"));
  // Whoever opens the home first is served first; nobody is given the same number.
  const counted = await Promise.all([1, 2, 3].map(() => countUp(folder)));
  expect(counted.sort()).toEqual([1, 2, 3]);
  rmSync(folder, { recursive: true });
});
