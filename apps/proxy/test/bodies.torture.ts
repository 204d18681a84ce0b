import { afterAll, beforeAll, expect, it } from "vitest";
import { forwardedOfRandom } from "./body-fuzz.ts";
import { startTestProxy, type TestProxy } from "./harness.ts";

let proxy: TestProxy;

beforeAll(async () => {
  proxy = await startTestProxy();
});

afterAll(() => proxy.close());

it("refuses 50,000 random bodies or forwards exactly what came, and keeps serving", async () => {
  const seed = Math.trunc(performance.timeOrigin);
  expect(await forwardedOfRandom(proxy, { runs: 50_000, seed })).toBeGreaterThan(10_000);
  expect((await fetch(`${proxy.url}/ready`)).status).toBe(200);
});
