import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tryCatalog } from "./readme-example.ts";

test("the README's example does what it says", async () => {
  const example = await readFile(join(import.meta.dirname, "readme-example.ts"), "utf8");
  expect(await readFile(join(import.meta.dirname, "../README.md"), "utf8")).toContain(example);
  expect(tryCatalog()).toEqual([
    "https://eu.api.openai.com/v1",
    "https://llm.acme.example/v1/responses",
    "authorization",
  ]);
});
