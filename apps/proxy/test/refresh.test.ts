import { Secret } from "@infershield/core";
import {
  type FakeAuthorizationServer,
  jsonAnswer,
  type ScriptedAnswer,
  startFakeAuthorizationServer,
  type UpstreamRequest,
} from "@infershield/testkit";
import { type TokenStore, TokenStoreError } from "@infershield/token-store";
import { pino } from "pino";
import { afterEach, describe, expect, it } from "vitest";
import { startProxy } from "../src/index.ts";
import { chatBody, errorOf, startTestProxy, type TestProxy, type TestProxyOptions } from "./harness.ts";

let proxy: TestProxy | undefined;
let server: FakeAuthorizationServer | undefined;

afterEach(async () => {
  await proxy?.close();
  await server?.close();
  proxy = undefined;
  server = undefined;
});

const renewed: ScriptedAnswer = {
  body: { access_token: "at-2", token_type: "Bearer", expires_in: 3_600, refresh_token: "rt-2" },
};

/** A proxy whose OpenAI has a sign-in, a stored login of the local user, and that user's token. */
async function startSignedIn(token: readonly ScriptedAnswer[], options: TestProxyOptions = {}) {
  server = await startFakeAuthorizationServer({ "/token": token });
  const { origin } = server;
  proxy = await startTestProxy({
    env: {
      INFERSHIELD_OPENAI_DEVICE_ENDPOINT: `${origin}/device`,
      INFERSHIELD_OPENAI_TOKEN_ENDPOINT: `${origin}/token`,
    },
    allowPrivate: [origin],
    ...options,
  });
  await proxy.login("at-1", { refreshToken: new Secret("rt-1") });
  const authorization = `Bearer ${await proxy.token()}`;
  const calls = (): number => server?.calls("/token").length ?? 0;
  return { running: proxy, ask: (body = chatBody("hi")) => (proxy as TestProxy).chat(body, { authorization }), calls };
}

/** An API that accepts one access token only. */
const accepts = (token: string) => (request: UpstreamRequest) =>
  request.headers["authorization"] === `Bearer ${token}`
    ? jsonAnswer({ id: "c", object: "chat.completion", choices: [] })
    : jsonAnswer({ error: { code: "invalid_api_key" } }, { status: 401 });

describe("an upstream 401 for a credential of ours", () => {
  it("is answered by one refresh and one more try with the same bytes", async () => {
    const { running, ask, calls } = await startSignedIn([renewed]);
    running.upstream.always(accepts("at-2"));
    const response = await ask();
    expect(response.status).toBe(200);
    expect(calls()).toBe(1);
    const [first, second] = running.upstream.requests;
    expect(running.upstream.requests).toHaveLength(2);
    expect(second?.body.equals(first?.body ?? Buffer.alloc(0))).toBe(true);
    expect(second?.headers["authorization"]).toBe("Bearer at-2");
    expect((await ask()).status).toBe(200);
    expect(calls()).toBe(1);
  });

  it("refreshes once for many requests that are refused together", async () => {
    const { running, ask, calls } = await startSignedIn([renewed]);
    running.upstream.always(accepts("at-2"));
    const responses = await Promise.all(Array.from({ length: 20 }, () => ask()));
    expect(responses.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(calls()).toBe(1);
  });

  it("is a 502 when the renewed token is refused too: a tool must not throw its own token away", async () => {
    const { running, ask, calls } = await startSignedIn([renewed]);
    running.upstream.always(accepts("another"));
    const response = await ask();
    expect(response.status).toBe(502);
    expect(await errorOf(response)).toMatchObject({ code: "upstream_unauthorized" });
    expect(running.upstream.requests).toHaveLength(2);
    expect(calls()).toBe(1);
  });

  it("ends the login when the authorization server says so, names the command, and asks no more", async () => {
    const { running, ask, calls } = await startSignedIn([{ status: 400, body: { error: "invalid_grant" } }]);
    running.upstream.always(accepts("at-2"));
    for (const expectedCalls of [1, 1]) {
      const response = await ask();
      expect(response.status).toBe(401);
      const error = await errorOf(response);
      expect(error["code"]).toBe("reauthentication_required");
      expect(error["message"]).toContain("infershield auth login");
      expect(calls()).toBe(expectedCalls);
    }
    expect(running.upstream.requests).toHaveLength(1);
    await expect(running.instance.tokens.list()).resolves.toMatchObject([{ state: "reauthentication_required" }]);
  });
});

describe("what happens to a stored token", () => {
  it("is in the audit log, without the token", async () => {
    const { running, ask } = await startSignedIn([renewed]);
    running.upstream.always(accepts("at-2"));
    await ask();
    const records = await running.records();
    expect(records.find(({ event }) => event === "token")).toMatchObject({
      action: "token.refreshed",
      user_id: "local",
      provider: "openai",
    });
    expect(JSON.stringify(records)).not.toMatch(/at-[12]|rt-[12]/);
  });
});

describe("a refresh that a crash interrupted", () => {
  it("is finished at the next start, without asking the authorization server again", async () => {
    let store: TokenStore | undefined;
    let full = false;
    const { running, ask, calls } = await startSignedIn([renewed], {
      tokens: (tokens) => {
        store = tokens;
        const put: TokenStore["put"] = (token, wish) =>
          full ? Promise.reject(new TokenStoreError("STORE_CORRUPT", "unreadable")) : tokens.put(token, wish);
        return { ...tokens, put };
      },
    });
    if (store === undefined) throw new Error("The proxy did not open its store.");
    running.upstream.always(accepts("at-2"));
    full = true;
    await ask();
    expect(calls()).toBe(1);
    const next = await startProxy({
      instance: { ...running.instance, tokens: store },
      logger: pino({ level: "silent" }),
    });
    await next.close();
    const record = await store.get({ tenant: "default", userId: "local", provider: "openai" });
    expect(record?.accessToken?.reveal()).toBe("at-2");
    expect(record?.refreshToken?.reveal()).toBe("rt-2");
    expect(calls()).toBe(1);
    const recovered = (await running.records()).filter(
      ({ event, reason }) => event === "token" && reason === "recovered",
    );
    expect(recovered).toHaveLength(1);
  });
});
