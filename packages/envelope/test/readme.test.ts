import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { sealAndOpen } from "./readme-example.ts";

it("the example of the README is this one, and works", async () => {
  const example = readFileSync(join(import.meta.dirname, "readme-example.ts"), "utf8");
  expect(readFileSync(join(import.meta.dirname, "../README.md"), "utf8")).toContain(example);
  expect(await sealAndOpen("token")).toBe("token");
});
