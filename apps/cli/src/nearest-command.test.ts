import { expect, test } from "vitest";
import { nearestCommand } from "./nearest-command.ts";

const commands = ["auth login", "auth logout", "auth status", "token create", "scan", "demo"];

test.each([
  ["atuh login", "auth login"],
  ["auth statsu", "auth status"],
  ["tokn create", "token create"],
  ["scna", "scan"],
])("%s is taken for %s", (written, meant) => {
  expect(nearestCommand(written, commands)).toBe(meant);
});

test("a word that resembles nothing gets no suggestion", () => {
  expect(nearestCommand("kubernetes", commands)).toBeUndefined();
});

test("a very long word is answered at once", () => {
  expect(nearestCommand("a".repeat(1_000_000), commands)).toBeUndefined();
});
