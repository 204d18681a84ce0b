import type { Finding } from "@infershield/core";
import { createAnswerScanner, createThreatEngine } from "@infershield/threat-engine";
import { expect, test } from "vitest";
import { scanAnswer } from "./relay-whole.ts";

const engine = createThreatEngine();
const secret = "AKIA2OGYBAH6STMMNXNN";
const scanner = () =>
  createAnswerScanner(engine, {
    decide: (finding: Finding) => ({ finding, action: "redact", replacement: "placeholder" }),
  });
const answer = (content: string) =>
  Buffer.from(JSON.stringify({ choices: [{ index: 0, message: { role: "assistant", content } }] }));

test("a long answer is scanned in slices: a secret across their border is found, and others get their turn", async () => {
  const filler = "word ".repeat(13_105);
  const content = `${filler}${secret} ${filler}${filler}${secret}`;
  // The first slice of 65,536 characters ends inside the first secret.
  expect(filler.length).toBeLessThan(65_536);
  expect(filler.length + secret.length).toBeGreaterThan(65_536);
  let turns = 0;
  const count = (): void => {
    turns += 1;
    if (turns < 100) setImmediate(count);
  };
  setImmediate(count);
  const scanned = await scanAnswer("chat_completions", answer(content), scanner());
  expect(scanned.decided.map(({ finding }) => finding.start)).toEqual([
    filler.length,
    3 * filler.length + secret.length + 1,
  ]);
  expect(Buffer.from(scanned.bytes).toString()).not.toContain(secret);
  expect(turns).toBeGreaterThanOrEqual(3);
});

test("an answer with nothing to change keeps its bytes", async () => {
  const bytes = answer("Fine. é");
  expect((await scanAnswer("chat_completions", bytes, scanner())).bytes).toBe(bytes);
});

test("an answer of very many short texts gives others their turn, too", async () => {
  const call = { type: "function", function: { name: "bash", arguments: '{"command":"ls"}' } };
  const message = { role: "assistant", tool_calls: Array.from({ length: 2_000 }, () => call) };
  let turns = 0;
  const count = (): void => {
    turns += 1;
    if (turns < 100) setImmediate(count);
  };
  setImmediate(count);
  await scanAnswer("chat_completions", Buffer.from(JSON.stringify({ choices: [{ message }] })), scanner());
  expect(turns).toBeGreaterThanOrEqual(10);
});
