import { Secret } from "@infershield/core";
import { virtualClock } from "@infershield/testkit";
import { describe, expect, test } from "vitest";
import { failsWith } from "../test/fails-with.ts";
import { startServer, tokenAnswer } from "../test/fake-server.ts";
import type { DeviceAuthorization } from "./device-authorization.ts";
import { type PollEvent, pollToken } from "./poll-token.ts";

const pending = { status: 400, body: { error: "authorization_pending" } };
const slowDown = { status: 400, body: { error: "slow_down" } };

function authorizationAt(now: number, lifetimeMs = 900_000): DeviceAuthorization {
  return {
    deviceCode: new Secret("device-code"),
    userCode: "ABCD-EFGH",
    verificationUri: "https://auth.example/device",
    expiresAt: now + lifetimeMs,
    intervalMs: 5_000,
  };
}

/** A virtual clock whose sleeps are written down. */
function recordingClock(): ReturnType<typeof virtualClock> & { readonly waits: number[] } {
  const clock = virtualClock();
  const waits: number[] = [];
  return {
    ...clock,
    waits,
    sleep: async (ms, signal) => {
      waits.push(ms);
      await clock.sleep(ms, signal);
    },
  };
}

describe("the wait between polls", () => {
  test("comes before the first poll too, and grows by five seconds at each slow_down for good", async () => {
    const { client, server } = await startServer({
      token: [pending, slowDown, pending, slowDown, pending, tokenAnswer()],
    });
    const clock = recordingClock();
    const events: PollEvent[] = [];
    await pollToken(client, authorizationAt(clock.now()), { ...clock, onEvent: (event) => events.push(event) });
    expect(clock.waits).toEqual([6_000, 6_000, 12_000, 12_000, 18_000, 18_000]);
    expect(events.map(({ type }) => type)).toEqual(["pending", "slow_down", "pending", "slow_down", "pending"]);
    expect(events[0]).toEqual({ type: "pending", intervalMs: 6_000, expiresInMs: 894_000 });
    expect(server.calls("/token")).toHaveLength(6);
  });

  test("stays right over 50 pending answers and five slow_downs", async () => {
    const { client } = await startServer({
      token: [...Array(50).fill(pending), ...Array(5).fill(slowDown), tokenAnswer()],
    });
    const clock = recordingClock();
    await pollToken(client, authorizationAt(clock.now(), 3_600_000), clock);
    expect(clock.waits.slice(0, 51)).toEqual(Array(51).fill(6_000));
    expect(clock.waits.slice(51)).toEqual([12_000, 18_000, 24_000, 30_000, 36_000]);
  });

  test("doubles while the server cannot be reached or fails, and goes back when it answers", async () => {
    const bad = { status: 502, headers: { "content-type": "text/html" }, body: "<html>Bad gateway</html>" };
    const { client } = await startServer({
      token: [{ fault: "reset" }, bad, { fault: "cut", body: "{}{}{}" }, pending, tokenAnswer()],
    });
    const clock = recordingClock();
    const events: PollEvent["type"][] = [];
    await pollToken(client, authorizationAt(clock.now()), { ...clock, onEvent: ({ type }) => events.push(type) });
    expect(clock.waits).toEqual([6_000, 12_000, 24_000, 48_000, 6_000]);
    expect(events).toEqual(["retry", "retry", "retry", "pending"]);
  });

  test("honours Retry-After", async () => {
    const busy = { status: 503, headers: { "retry-after": "100" }, body: "" };
    const { client } = await startServer({ token: [busy, tokenAnswer()] });
    const clock = recordingClock();
    await pollToken(client, authorizationAt(clock.now()), clock);
    expect(clock.waits).toEqual([6_000, 120_000]);
  });

  test("a server that hangs is left after the time limit and asked again", async () => {
    const { client } = await startServer({ token: [{ fault: "silence" }, tokenAnswer()] });
    const clock = recordingClock();
    await pollToken({ ...client, timeoutMs: 50 }, authorizationAt(clock.now()), clock);
    expect(clock.waits).toEqual([6_000, 12_000]);
  });
});

describe("the loop ends", () => {
  test.each([
    ["access_denied", "ACCESS_DENIED"],
    ["expired_token", "EXPIRED_TOKEN"],
    ["invalid_grant", "INVALID_GRANT"],
    ["invalid_client", "INVALID_CLIENT"],
    ["unauthorized_client", "UNSUPPORTED"],
    ["unsupported_grant_type", "UNSUPPORTED"],
    ["invalid_request", "SERVER_ERROR"],
    ["something_new", "SERVER_ERROR"],
  ] as const)("at once when the server says %s", async (error, code) => {
    const { client, server } = await startServer({ token: [{ status: 400, body: { error } }] });
    const clock = virtualClock();
    await expect(pollToken(client, authorizationAt(clock.now()), clock)).rejects.toSatisfy(failsWith(code, error));
    expect(server.calls("/token")).toHaveLength(1);
  });

  test.each(["server_error", "temporarily_unavailable"])("not when the server says %s", async (error) => {
    const { client } = await startServer({ token: [{ status: 400, body: { error } }, tokenAnswer()] });
    const clock = virtualClock();
    expect((await pollToken(client, authorizationAt(clock.now()), clock)).accessToken.reveal()).toBe("access-token");
  });

  test("when the code's life is over, without a poll after it", async () => {
    const { client, server } = await startServer({ token: [pending] });
    const clock = virtualClock();
    const started = clock.monotonic();
    await expect(pollToken(client, authorizationAt(clock.now(), 30_000), clock)).rejects.toSatisfy(
      failsWith("EXPIRED_TOKEN"),
    );
    expect(server.calls("/token")).toHaveLength(4);
    expect(clock.monotonic() - started).toBeLessThanOrEqual(30_000);
  });

  test("without a poll when the code has expired already", async () => {
    const { client, server } = await startServer();
    const clock = virtualClock();
    await expect(pollToken(client, authorizationAt(clock.now(), -1), clock)).rejects.toSatisfy(
      failsWith("EXPIRED_TOKEN"),
    );
    expect(server.calls("/token")).toHaveLength(0);
  });

  test("as UNREACHABLE when the server was gone to the last", async () => {
    const { client } = await startServer({ token: [pending, { fault: "reset" }] });
    const clock = virtualClock();
    await expect(pollToken(client, authorizationAt(clock.now(), 120_000), clock)).rejects.toSatisfy(
      failsWith("UNREACHABLE"),
    );
  });

  test("as EXPIRED_TOKEN when the code ran out while the machine slept", async () => {
    const { client } = await startServer({ token: [pending, { status: 400, body: { error: "expired_token" } }] });
    const clock = virtualClock();
    const sleep = async (ms: number): Promise<void> => {
      clock.advance(ms);
      clock.jump(8 * 3_600_000);
    };
    await expect(pollToken(client, authorizationAt(clock.now()), { ...clock, sleep })).rejects.toSatisfy(
      failsWith("EXPIRED_TOKEN", "expired_token"),
    );
  });

  test("even under a clock that stands still and a server that never decides", async () => {
    const { client, server } = await startServer({ token: [pending] });
    const stopped = { now: () => 0, monotonic: () => 0, sleep: async () => undefined };
    await expect(pollToken(client, authorizationAt(0, 60_000), stopped)).rejects.toSatisfy(failsWith("EXPIRED_TOKEN"));
    expect(server.calls("/token")).toHaveLength(9);
  });

  test.each([
    ["an hour ahead", 3_600_000],
    ["an hour back", -3_600_000],
    ["ten years ahead", 315_360_000_000],
    ["ten years back", -315_360_000_000],
  ])("in the code's own time when the wall clock jumps %s", async (_, jump) => {
    const { client } = await startServer({ token: [pending] });
    const clock = virtualClock();
    const started = clock.monotonic();
    const authorization = authorizationAt(clock.now(), 60_000);
    const sleep = async (ms: number): Promise<void> => {
      clock.advance(ms);
      clock.jump(jump);
    };
    await expect(pollToken(client, authorization, { ...clock, sleep })).rejects.toSatisfy(failsWith("EXPIRED_TOKEN"));
    expect(clock.monotonic() - started).toBe(54_000);
  });

  test("within an hour when the wall clock was set back before the loop began", async () => {
    const { client } = await startServer({ token: [pending] });
    const clock = virtualClock();
    const authorization = { ...authorizationAt(clock.now()), intervalMs: 60_000 };
    clock.jump(-315_360_000_000);
    await expect(pollToken(client, authorization, clock)).rejects.toSatisfy(failsWith("EXPIRED_TOKEN"));
    expect(clock.monotonic()).toBeLessThanOrEqual(3_600_000);
  });
});

/** Whoever takes no notice of the signal waits for more than ten minutes. */
const slowly = { ...authorizationAt(Date.now(), 3_600_000), intervalMs: 600_000 };

describe("a caller that stops", () => {
  test("is obeyed at once while waiting, and no poll follows", async () => {
    const { client, server } = await startServer();
    const controller = new AbortController();
    const polled = pollToken(client, slowly, { signal: controller.signal });
    setTimeout(() => controller.abort(), 20);
    await expect(polled).rejects.toSatisfy(failsWith("ABORTED"));
    expect(server.calls("/token")).toHaveLength(0);
  });

  test("is obeyed at once while a poll hangs", async () => {
    const { client, server } = await startServer({ token: [{ fault: "silence" }] });
    const clock = virtualClock();
    const controller = new AbortController();
    const polled = pollToken(client, authorizationAt(clock.now()), { ...clock, signal: controller.signal });
    const refused = expect(polled).rejects.toSatisfy(failsWith("ABORTED"));
    await expect.poll(() => server.calls("/token").length).toBe(1);
    controller.abort();
    await refused;
  });

  test("is obeyed even when the handed-in sleep takes no notice", async () => {
    const { client } = await startServer();
    const controller = new AbortController();
    const deaf = (): Promise<void> => new Promise(() => undefined);
    const polled = pollToken(client, authorizationAt(Date.now()), { sleep: deaf, signal: controller.signal });
    controller.abort();
    await expect(polled).rejects.toSatisfy(failsWith("ABORTED"));
  });

  test("before the first wait is obeyed too", async () => {
    const { client } = await startServer();
    const polled = pollToken(client, authorizationAt(Date.now()), { signal: AbortSignal.abort() });
    await expect(polled).rejects.toSatisfy(failsWith("ABORTED"));
  });
});

describe("what is sent", () => {
  test("is the device grant, as a form, with the verifier of PKCE", async () => {
    const { client, server } = await startServer();
    const clock = virtualClock();
    await pollToken(client, { ...authorizationAt(clock.now()), codeVerifier: new Secret("verifier") }, clock);
    expect(server.calls("/token")[0]).toMatchObject({
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded;charset=UTF-8", accept: "application/json" },
      fields: {
        grant_type: "urn:ietf:params:oauth:grant-type:device_code",
        device_code: "device-code",
        client_id: "our-client",
        code_verifier: "verifier",
      },
    });
  });
});
