import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { storeAndRead } from "./readme-example.ts";

it("the example of the README is this one, and works", async () => {
  const example = readFileSync(join(import.meta.dirname, "readme-example.ts"), "utf8");
  expect(readFileSync(join(import.meta.dirname, "../README.md"), "utf8")).toContain(example);
  const folder = mkdtempSync(join(tmpdir(), "readme-"));
  expect(await storeAndRead(folder, "token")).toBe("token");
  rmSync(folder, { recursive: true });
});
