import { Secret } from "@infershield/core";
import { virtualClock } from "@infershield/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { DeviceFlowError, pollToken, requestDeviceAuthorization } from "../src/index.ts";

/**
 * 1,000 scripted servers that keep their own book of when the next poll may come. Whatever they answer, and however the clocks behave, no poll comes
 * earlier than they allow, and the loop ends within the code's life.
 */

type Step =
  | { readonly kind: "pending"; readonly status: number }
  | { readonly kind: "slow_down"; readonly status: number; readonly interval?: number }
  | { readonly kind: "retry_after"; readonly seconds: number }
  | { readonly kind: "failure"; readonly how: "reset" | "html" | "cut" }
  | { readonly kind: "end"; readonly how: "token" | "denied" | "expired" | "garbage" | "redirect" };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant("pending" as const), status: fc.constantFrom(200, 400, 403, 428) }),
  },
  {
    weight: 3,
    arbitrary: fc.record(
      {
        kind: fc.constant("slow_down" as const),
        status: fc.constantFrom(200, 400, 403, 429),
        interval: fc.integer({ min: 1, max: 60 }),
      },
      { requiredKeys: ["kind", "status"] },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("retry_after" as const), seconds: fc.integer({ min: 0, max: 300 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("failure" as const), how: fc.constantFrom("reset", "html", "cut") }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("end" as const),
      how: fc.constantFrom("token", "denied", "expired", "garbage", "redirect"),
    }),
  },
);

const scenario = fc.record({
  steps: fc.array(step, { maxLength: 40 }),
  interval: fc.constantFrom(undefined, 0, 1, 5, "5", 12, -3, "x"),
  expiresIn: fc.integer({ min: 1, max: 600 }),
  /** How fast the server's clock runs against ours. */
  drift: fc.double({ min: 0.9, max: 1.1, noNaN: true }),
  latencies: fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 5 }),
  /** Jumps of the wall clock, one a wait. */
  jumps: fc.array(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), { minLength: 1, maxLength: 5 }),
});

type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

function answer(step: Step): Response {
  switch (step.kind) {
    case "pending":
      return Response.json({ error: "authorization_pending" }, { status: step.status });
    case "slow_down":
      return Response.json({ error: "slow_down", interval: step.interval }, { status: step.status });
    case "retry_after":
      return new Response("", { status: 503, headers: { "retry-after": String(step.seconds) } });
    case "failure":
      if (step.how === "reset") throw new TypeError("fetch failed");
      if (step.how === "html")
        return new Response("<html>Bad gateway</html>", { status: 502, headers: { "content-type": "text/html" } });
      return new Response(new ReadableStream({ pull: (controller) => controller.error(new TypeError("terminated")) }));
    case "end":
      return end(step.how);
  }
}

function end(how: (Step & { kind: "end" })["how"]): Response {
  switch (how) {
    case "token":
      return Response.json({ access_token: "access", token_type: "bearer" });
    case "denied":
      return Response.json({ error: "access_denied" }, { status: 400 });
    case "expired":
      return Response.json({ error: "expired_token" }, { status: 400 });
    case "garbage":
      return new Response("<html>Log in to the hotel's network</html>", { headers: { "content-type": "text/html" } });
    case "redirect":
      return new Response(null, { status: 307, headers: { location: "https://evil.example/token" } });
  }
}

const outcomes: Readonly<Record<(Step & { kind: "end" })["how"], string>> = {
  token: "token",
  denied: "ACCESS_DENIED",
  expired: "EXPIRED_TOKEN",
  garbage: "INVALID_RESPONSE",
  redirect: "INVALID_RESPONSE",
};

test("no poll is earlier than the server allows, and the loop always ends", async () => {
  let polls = 0;
  const run = async (input: Scenario): Promise<void> => {
    const clock = virtualClock();
    const serverTime = (): number => clock.monotonic() * input.drift;
    let intervalMs = typeof input.interval === "number" && input.interval > 0 ? input.interval * 1_000 : 5_000;
    let allowedAt = 0;
    let polled = 0;
    let waited = 0;
    let tooEarly = 0;

    const fetch = async (url: string | URL | Request): Promise<Response> => {
      if (String(url).endsWith("/device")) {
        allowedAt = serverTime() + intervalMs;
        const fields = {
          device_code: "d",
          user_code: "u",
          verification_uri: "https://auth.example/",
          expires_in: input.expiresIn,
        };
        return Response.json({ ...fields, interval: input.interval });
      }
      if (serverTime() < allowedAt) tooEarly += 1;
      const current = input.steps[polled] ?? { kind: "pending", status: 400 };
      polled += 1;
      polls += 1;
      clock.advance(input.latencies[polled % input.latencies.length] ?? 0);
      if (current.kind === "slow_down") intervalMs = Math.max(intervalMs + 5_000, (current.interval ?? 0) * 1_000);
      allowedAt = serverTime() + Math.max(intervalMs, current.kind === "retry_after" ? current.seconds * 1_000 : 0);
      return answer(current);
    };
    const client = {
      server: {
        issuer: "https://auth.example",
        deviceAuthorizationEndpoint: "https://auth.example/device",
        tokenEndpoint: "https://auth.example/token",
      },
      clientId: "our-client",
      fetch,
    };
    const authorization = await requestDeviceAuthorization(client, { scopes: [], now: clock.now });
    const startedAt = clock.monotonic();
    const sleep: typeof clock.sleep = async (ms) => {
      clock.advance(ms);
      clock.jump(input.jumps[waited % input.jumps.length] ?? 0);
      waited += 1;
    };
    const outcome = await pollToken(client, authorization, { ...clock, sleep }).then(
      ({ accessToken }) => (accessToken instanceof Secret ? "token" : "nothing"),
      (error: unknown) => (error instanceof DeviceFlowError ? error.code : error),
    );

    expect(tooEarly).toBe(0);
    const last = input.steps[polled - 1];
    const expected = last?.kind === "end" ? [outcomes[last.how]] : ["EXPIRED_TOKEN", "UNREACHABLE"];
    expect(expected).toContain(outcome);
    const longestLatency = Math.max(...input.latencies);
    expect(clock.monotonic() - startedAt).toBeLessThanOrEqual(input.expiresIn * 1_000 + longestLatency);
  };
  await fc.assert(fc.asyncProperty(scenario, run), { numRuns: 1_000, endOnFailure: true });
  expect(polls).toBeGreaterThan(5_000);
});
