import { createServer, type Server } from "node:http";
import { Secret } from "@infershield/core";
import {
  closeServer,
  type FakeAuthorizationServer,
  jsonAnswer,
  listenOnLoopback,
  type ScriptedAnswer,
  startFakeAuthorizationServer,
} from "@infershield/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { chatBody, errorOf, startTestProxy, type TestProxy } from "./harness.ts";
import { startWorld } from "./lasting-world.ts";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe("at a real authorization server that rotates refresh tokens", () => {
  it("a hundred requests at once on an expired token make one refresh and get a hundred answers", async () => {
    const world = await startWorld();
    closing.push(world.close);
    for (const round of [1, 2]) {
      await world.expire();
      const responses = await Promise.all(Array.from({ length: 100 }, () => world.chat()));
      expect(responses.map(({ status }) => status)).toEqual(Array(100).fill(200));
      const bodies = await Promise.all(responses.map((response) => response.text()));
      expect(bodies.every((body) => body.includes("Say hello."))).toBe(true);
      expect(world.refreshes()).toBe(round);
    }
    // It revokes the family when a spent token comes back; the second round shows that none did.
    expect((await world.stored()).state).toBe("active");
    const refreshed = (await world.records()).filter(({ action }) => action === "token.refreshed");
    expect(refreshed).toHaveLength(2);
  });
});

/** A proxy whose sign-in at OpenAI is refreshed by a script; the person's tool asks through it. */
async function startScripted(token: readonly ScriptedAnswer[], stored: { readonly expiresAt?: number } = {}) {
  const server: FakeAuthorizationServer = await startFakeAuthorizationServer({ "/token": token });
  closing.push(server.close);
  const proxy: TestProxy = await startTestProxy({
    env: {
      INFERSHIELD_OPENAI_CLIENT_ID: "client-1",
      INFERSHIELD_OPENAI_DEVICE_ENDPOINT: `${server.origin}/device`,
      INFERSHIELD_OPENAI_TOKEN_ENDPOINT: `${server.origin}/token`,
    },
    allowPrivate: [server.origin],
  });
  closing.push(proxy.close);
  await proxy.login("at-0", { refreshToken: new Secret("rt-0"), ...stored });
  const authorization = `Bearer ${await proxy.token()}`;
  return {
    proxy,
    ask: () => proxy.chat(chatBody("hi"), { authorization }),
    refreshes: () => server.calls("/token").length,
  };
}

const answers = (count: number): readonly ScriptedAnswer[] =>
  Array.from({ length: count }, (_, index) => ({
    body: {
      access_token: `at-${index + 1}`,
      token_type: "Bearer",
      expires_in: 3_600,
      refresh_token: `rt-${index + 1}`,
    },
  }));

/** A server that must never hear anything. */
async function startTrap(): Promise<{ readonly url: string; readonly heard: readonly string[] }> {
  const heard: string[] = [];
  const server: Server = createServer((request, response) => {
    heard.push(`${request.method} ${request.url} ${request.headers.authorization ?? ""}`);
    response.end();
  });
  const port = await listenOnLoopback(server);
  closing.push(() => closeServer(server));
  return { url: `http://127.0.0.1:${port}/taken`, heard };
}

describe("an API that refuses every token it is shown", () => {
  it("gets one retry a request, until five renewed tokens were refused: then the sign-in ends with one event", async () => {
    const { proxy, ask, refreshes } = await startScripted(answers(8));
    proxy.upstream.always(jsonAnswer({ error: { code: "invalid_api_key" } }, { status: 401 }));
    for (let asked = 1; asked <= 5; asked++) {
      const response = await ask();
      expect(response.status).toBe(502);
      expect((await errorOf(response))["code"]).toBe("upstream_unauthorized");
      expect([refreshes(), proxy.upstream.requests.length]).toEqual([asked, 2 * asked]);
    }
    for (const _ of [1, 2]) {
      const response = await ask();
      expect(response.status).toBe(401);
      expect((await errorOf(response))["code"]).toBe("reauthentication_required");
    }
    expect([refreshes(), proxy.upstream.requests.length]).toEqual([5, 11]);
    const ended = (await proxy.records()).filter(({ action }) => action === "token.ended");
    expect(ended.map(({ reason }) => reason)).toEqual(["refused_after_refresh"]);
  });
});

describe("a storm of failures", () => {
  it.each([
    [500, undefined],
    [503, "2"],
    [503, new Date(Date.now() + 60_000).toUTCString()],
    [529, undefined],
    [429, "30"],
    [429, "999999999999"],
    [429, "-1"],
    [429, "soon"],
  ])("of the API (%s, retry-after %s) is passed on, and no request is sent twice", async (status, retryAfter) => {
    const { proxy, ask, refreshes } = await startScripted([]);
    const headers = retryAfter === undefined ? {} : { "retry-after": retryAfter };
    proxy.upstream.always(jsonAnswer({ error: { message: "later" } }, { status, headers }));
    const responses = await Promise.all(Array.from({ length: 10 }, ask));
    expect(responses.map((response) => response.status)).toEqual(Array(10).fill(status));
    expect(responses[0]?.headers.get("retry-after") ?? undefined).toBe(retryAfter);
    expect([proxy.upstream.requests.length, refreshes()]).toEqual([10, 0]);
  });

  it.each([
    ["a connection torn down", { steps: ["reset"] as const }],
    ["an answer cut off", { headers: { "content-length": "100" }, steps: ["{", "reset"] as const }],
  ])("of the API (%s) reaches the client as an error, and no request is sent twice", async (_, answer) => {
    const { proxy, ask } = await startScripted([]);
    proxy.upstream.always(answer);
    const outcomes = await Promise.all(Array.from({ length: 5 }, async () => (await ask()).status));
    expect(outcomes.every((status) => status === 502)).toBe(true);
    expect(proxy.upstream.requests).toHaveLength(5);
  });

  it.each([
    [503, undefined],
    [429, "120"],
    [429, "999999999999"],
    [429, "soon"],
  ])(
    "of the authorization server (%s, retry-after %s) is asked once by twenty requests, and ends no sign-in",
    async (status, retryAfter) => {
      const headers = retryAfter === undefined ? {} : { "retry-after": retryAfter };
      const failure = { status, headers, body: { error: "temporarily_unavailable" } };
      const { proxy, ask, refreshes } = await startScripted([failure], { expiresAt: Date.now() - 1_000 });
      const responses = await Promise.all(Array.from({ length: 20 }, ask));
      expect(new Set(responses.map((response) => response.status))).toEqual(new Set([504]));
      expect([refreshes(), proxy.upstream.requests.length]).toEqual([1, 0]);
      expect((await proxy.instance.tokens.list())[0]?.state).toBe("active");
    },
  );
});

describe("a redirect", () => {
  it.each([301, 302, 303, 307, 308])("%s of the API is not followed, and its body is dropped", async (status) => {
    const trap = await startTrap();
    const { proxy, ask } = await startScripted([]);
    proxy.upstream.always({ status, headers: { location: trap.url }, steps: ["secret body of the redirect"] });
    const response = await ask();
    expect(response.status).toBe(502);
    expect(response.headers.get("location")).toBeNull();
    expect(await response.text()).not.toContain("secret body");
    expect([proxy.upstream.requests.length, trap.heard]).toEqual([1, []]);
  });

  it.each([302, 307, 308])("%s of the authorization server is not followed with a refresh token", async (status) => {
    const trap = await startTrap();
    const redirect = { status, headers: { location: trap.url } };
    const { proxy, ask, refreshes } = await startScripted([redirect], { expiresAt: Date.now() - 1_000 });
    expect((await ask()).status).toBe(504);
    expect([refreshes(), trap.heard]).toEqual([1, []]);
    expect((await proxy.instance.tokens.list())[0]?.state).toBe("active");
  });
});
