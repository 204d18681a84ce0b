import { randomInt } from "node:crypto";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { chatCompletion, jsonAnswer } from "@infershield/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chatBody, startTestProxy, type TestProxy } from "./harness.ts";

let proxy: TestProxy;
beforeAll(async () => {
  proxy = await startTestProxy({ flags: { limits: { bodyBytes: 64_000_000, answerBytes: 64_000_000 } } });
});
afterAll(() => proxy.close());

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const accessKey = (): string =>
  `AKIA${Array.from({ length: 16 }, () => alphabet[randomInt(alphabet.length)]).join("")}`;
const line = (at: number): string =>
  `  const value${at} = await load("item-${at}", { retries: ${at % 7}, timeout: 30_000 });\n`;
const code = (bytes: number): string => {
  const lines: string[] = [];
  for (let at = 0, size = 0; size < bytes; at += 1) {
    const next = line(at);
    lines.push(next);
    size += next.length;
  }
  return lines.join("");
};

/** The longest and the 99th percentile time in ms that the loop was not free while the work ran. */
async function stalls(
  work: () => Promise<unknown>,
): Promise<{ readonly longestMs: number; readonly p99Ms: number; readonly wallMs: number }> {
  const delay = monitorEventLoopDelay({ resolution: 2 });
  const startMs = performance.now();
  delay.enable();
  await work();
  delay.disable();
  return {
    longestMs: Math.round(delay.max / 1e6),
    p99Ms: Math.round(delay.percentile(99) / 1e6),
    wallMs: Math.round(performance.now() - startMs),
  };
}

const plain = code(8_000_000);
const secrets = Array.from({ length: 3_000 }, accessKey);
const piece = Math.floor(plain.length / secrets.length);
const sown = secrets.map((secret, at) => `${plain.slice(at * piece, (at + 1) * piece)} ${secret} `).join("");

// The upstream and the client of the test run in the same process: their share of the longest stall is shown by the first row.
test.each([
  ["a small prompt", () => chatBody("hi"), chatCompletion("fine"), 1_000],
  ["8 MB of code in one text", () => chatBody(plain), chatCompletion("fine"), 2_000],
  ["8 MB with 3,000 secrets in one text", () => chatBody(sown), chatCompletion("fine"), 2_000],
  ["an answer of 8 MB", () => chatBody("hi"), chatCompletion(plain), 2_000],
])(
  "%s",
  async (name, body, answer, mostMs) => {
    for (let round = 0; round < 2; round += 1) {
      proxy.upstream.next(jsonAnswer(answer));
      const text = JSON.stringify(body());
      const seen = await stalls(async () => expect((await (await proxy.chat(text)).text()).length).toBeGreaterThan(0));
      console.log(`${name}, round ${round + 1}: ${JSON.stringify(seen)}`);
      expect(seen.longestMs).toBeLessThan(mostMs);
    }
  },
  60_000,
);
