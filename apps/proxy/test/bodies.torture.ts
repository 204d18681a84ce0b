import { parseStrictJson, WireError } from "@infershield/llm-wire";
import { afterAll, beforeAll, expect, it } from "vitest";
import { forwardedOfRandom } from "./body-fuzz.ts";
import { errorOf, startTestProxy, type TestProxy } from "./harness.ts";

let proxy: TestProxy;

beforeAll(async () => {
  proxy = await startTestProxy();
});

afterAll(() => proxy.close());

/** Milliseconds that nobody else is served while a body is judged; the quickest of five tries. */
function judgedMs(body: Buffer): number {
  const tries = Array.from({ length: 5 }, () => {
    const started = performance.now();
    expect(() => parseStrictJson(body)).toThrow(WireError);
    return performance.now() - started;
  });
  return Math.min(...tries);
}

it.each([65, 10_000, 10_000_000])("refuses %d levels before anything is built of them", async (levels) => {
  const body = "[".repeat(levels);
  const response = await proxy.chat(body);
  expect(response.status).toBe(400);
  expect(await errorOf(response)).toMatchObject({ code: "too_deep" });
  const ms = judgedMs(Buffer.from(body));
  console.info(`${levels} levels: judged in ${ms.toFixed(2)} ms`);
  expect(ms).toBeLessThan(50);
});

it.each([1, 2, 3, 4, 5])(
  "refuses 10,000 random bodies or forwards exactly what came, and keeps serving (%d of 5)",
  async (part) => {
    const seed = Math.trunc(performance.timeOrigin) + part;
    const forwarded = await forwardedOfRandom(proxy, { runs: 10_000, seed });
    console.info(`10,000 random bodies, seed ${seed}: ${forwarded} forwarded as they came, the others refused`);
    expect(forwarded).toBeGreaterThan(2_000);
    expect((await fetch(`${proxy.url}/ready`)).status).toBe(200);
  },
);
