import { parseStrictJson, WireError } from "@infershield/llm-wire";
import { chatCompletion, jsonAnswer } from "@infershield/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { forwardedOfRandom } from "./body-fuzz.ts";
import { chatBody, errorOf, startTestProxy, type TestProxy } from "./harness.ts";
import { sendInChunks } from "./large-bodies.ts";

let proxy: TestProxy;

beforeAll(async () => {
  proxy = await startTestProxy();
});

afterAll(() => proxy.close());

it("refuses a body that finds no room for half a minute, in the caller's dialect, and takes it afterwards", async () => {
  const little = await startTestProxy({ flags: { limits: { bodyBytes: 400_000, bodiesBytes: 400_000 } } });
  let answer = (): void => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  little.upstream.next(async () => {
    await answered;
    return jsonAnswer(chatCompletion("here"));
  });
  const body = JSON.stringify(chatBody("a".repeat(390_000)));
  const first = sendInChunks(little.url, `${body} `.padEnd(400_000));
  await expect.poll(() => little.upstream.requests.length, { timeout: 10_000 }).toBe(1);
  const refused = await sendInChunks(little.url, body);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await errorOf(refused)).toMatchObject({ code: "too_many_requests_in_flight" });
  answer();
  expect((await first).status).toBe(200);
  expect((await sendInChunks(little.url, body)).status).toBe(200);
  expect((await little.records()).map(({ reason }) => reason)).toContain("in_flight_bodies");
  await little.close();
});

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
