import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as core from "@infershield/core";
import { InferShieldError, Secret } from "@infershield/core";
import { expect, test } from "vitest";
import { deliver } from "./readme-example.ts";

const read = (name: string): string => readFileSync(join(import.meta.dirname, name), "utf8");
const readme = read("../README.md");

test("the example of the README is this one, and does what it says", async () => {
  expect(readme).toContain(read("readme-example.ts"));
  const waits: number[] = [];
  const sleep = async (ms: number): Promise<void> => void waits.push(ms);
  const letter = new Secret("dear sir");
  expect(await deliver(letter, (text) => text === "dear sir", { sleep })).toBe(1);
  const failure = await deliver(letter, () => false, { sleep }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(InferShieldError);
  expect(failure).toMatchObject({ name: "LetterError", code: "NOT_DELIVERED", hint: "Try again tomorrow." });
  expect(String(failure)).not.toContain("dear sir");
  expect(waits).toEqual([1_000, 1_000, 1_000]);
});

test("the README names every export", () => {
  for (const name of Object.keys(core)) expect(readme).toContain(`\`${name}\``);
});
