import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { enrolFirstUser } from "./readme-example.ts";

it("the example of the README is this one, and works", async () => {
  const example = readFileSync(join(import.meta.dirname, "readme-example.ts"), "utf8");
  expect(readFileSync(join(import.meta.dirname, "../README.md"), "utf8")).toContain(example);
  const folder = mkdtempSync(join(tmpdir(), "readme-"));
  expect(await enrolFirstUser(join(folder, "home"), "5a".repeat(32))).toBe("alex@example.com may proxy:invoke");
  rmSync(folder, { recursive: true });
});
