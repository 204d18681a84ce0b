import { jsonAnswer } from "@infershield/testkit";
import { afterEach, describe, expect, it } from "vitest";
import {
  bearer,
  chatBody,
  environmentKey,
  errorOf,
  startTestProxy,
  type TestProxy,
  type TestProxyOptions,
} from "./harness.ts";

let proxy: TestProxy | undefined;

async function start(options: TestProxyOptions = {}): Promise<TestProxy> {
  proxy = await startTestProxy(options);
  return proxy;
}

afterEach(async () => {
  await proxy?.close();
  proxy = undefined;
});

const sent = (running: TestProxy): unknown => running.upstream.requests.at(-1)?.headers["authorization"];

describe("server mode", () => {
  it("spends a person's login only for that person's token", async () => {
    const running = await start();
    await running.login("at-alex");
    const token = await running.token();
    expect((await running.chat(chatBody("hi"), bearer(token))).status).toBe(200);
    expect(sent(running)).toBe("Bearer at-alex");
    expect((await running.chat(chatBody("hi"))).status).toBe(200);
    expect(sent(running)).toBe(`Bearer ${environmentKey}`);
  });

  it("spends a ChatGPT login on responses only", async () => {
    const running = await start({ env: { INFERSHIELD_OPENAI_CLIENT_ID: undefined } });
    await running.login("at-chatgpt");
    const token = bearer(await running.token());
    await running.chat(chatBody("hi"), token);
    expect(sent(running)).toBe(`Bearer ${environmentKey}`);
    running.upstream.next(jsonAnswer({ id: "resp_1", object: "response", output: [] }));
    const response = await fetch(`${running.url}/v1/responses`, {
      method: "POST",
      headers: { "content-type": "application/json", ...token },
      body: JSON.stringify({ model: "m", input: "hi" }),
    });
    expect(response.status).toBe(200);
    expect(sent(running)).toBe("Bearer at-chatgpt");
  });

  it("ignores a foreign key where a token is optional, and never forwards it", async () => {
    const running = await start();
    expect((await running.chat(chatBody("hi"), bearer("sk-client"))).status).toBe(200);
    expect(sent(running)).toBe(`Bearer ${environmentKey}`);
  });

  it("needs a token when the operator says so", async () => {
    const running = await start({ flags: { requireToken: true } });
    for (const headers of [{}, bearer("sk-client")]) {
      const response = await running.chat(chatBody("hi"), headers);
      expect(response.status).toBe(401);
      expect(response.headers.get("www-authenticate")).toMatch(/^Bearer/);
      expect(await errorOf(response)).toMatchObject({ code: "missing_token" });
    }
    expect((await running.chat(chatBody("hi"), bearer(await running.token()))).status).toBe(200);
    expect(running.upstream.requests).toHaveLength(1);
  });

  it("gives one and the same answer for unknown, revoked and malformed tokens", async () => {
    const running = await start();
    const token = await running.token();
    const [grant] = await running.instance.directory.listTokens();
    await running.instance.directory.revokeToken(grant?.id ?? "");
    const answers = [];
    for (const wrong of [token, `${token.slice(0, -1)}x`, "ifsp_short"]) {
      const response = await running.chat(chatBody("hi"), bearer(wrong));
      const { request_id: _, ...error } = await errorOf(response);
      answers.push({ status: response.status, error, challenge: response.headers.get("www-authenticate") });
    }
    expect(answers[0]).toMatchObject({ status: 401, error: { code: "invalid_token" } });
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    expect(running.upstream.requests).toHaveLength(0);
  });

  it("slows down whoever tries wrong tokens, and nobody else", async () => {
    const running = await start();
    const right = bearer(await running.token());
    const wrong: Response[] = [];
    for (let tries = 0; tries < 30; tries += 1) wrong.push(await running.chat(chatBody("hi"), bearer("ifsp_wrong")));
    expect(wrong.filter(({ status }) => status === 401)).toHaveLength(20);
    expect(wrong.at(-1)?.status).toBe(429);
    expect(wrong.at(-1)?.headers.get("retry-after")).toBe("1");
    expect((await running.chat(chatBody("hi"), right)).status).toBe(200);
    expect(running.upstream.requests).toHaveLength(1);
  });

  it("refuses two credentials of one kind and keys in the URL", async () => {
    const running = await start();
    const headers = { ...bearer(await running.token()), "x-api-key": await running.token() };
    expect(await errorOf(await running.chat(chatBody("hi"), headers))).toMatchObject({ code: "ambiguous_credentials" });
    const response = await fetch(`${running.url}/v1/models?key=abc`);
    expect(response.status).toBe(400);
    expect((await errorOf(response))["message"]).toContain("x-goog-api-key");
  });

  it("takes a path token in the path only, for one provider, and shows it nowhere", async () => {
    const running = await start();
    const token = await running.token({ path: true, providers: ["openai"] });
    const ask = (path: string, headers: Record<string, string> = {}) =>
      fetch(running.url + path, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(chatBody("hi")),
      });
    expect((await ask(`/t/${token}/v1/chat/completions`)).status).toBe(200);
    expect(running.upstream.requests.at(-1)?.target).toBe("/v1/chat/completions");
    expect((await ask("/v1/chat/completions", bearer(token))).status).toBe(401);
    expect((await ask(`/t/${await running.token()}/v1/chat/completions`)).status).toBe(401);
    expect((await ask("/t/nonsense/v1/chat/completions")).status).toBe(401);
    expect((await ask(`/t/${token}/anthropic/v1/messages`)).status).toBe(403);
    const unknown = await ask(`/t/${token}/v1/nope`);
    expect(unknown.status).toBe(404);
    expect(await unknown.text()).not.toContain(token);
    expect(JSON.stringify(await running.records())).not.toContain(token.slice(5, 30));
  });

  it("lets a token reach only its providers, and takes its only one without being told", async () => {
    const running = await start();
    const token = await running.token({ providers: ["anthropic"] });
    const response = await running.chat(chatBody("hi"), bearer(token));
    expect(response.status).toBe(403);
    expect(await errorOf(response)).toMatchObject({ code: "not_permitted" });
    running.upstream.next(jsonAnswer({ data: [] }));
    expect((await fetch(`${running.url}/v1/models`, { headers: bearer(token) })).status).toBe(200);
    expect(running.upstream.requests.at(-1)?.headers["x-api-key"]).toBe("sk-ant-environment");
  });

  it("names the command when a person has to sign in again", async () => {
    const running = await start();
    await running.login("at-alex", { state: "reauthentication_required" });
    const response = await running.chat(chatBody("hi"), bearer(await running.token()));
    expect(response.status).toBe(401);
    const error = await errorOf(response);
    expect(error["code"]).toBe("reauthentication_required");
    expect(error["message"]).toContain("infershield auth login");
    expect(running.upstream.requests).toHaveLength(0);
  });

  it("names variable and command when there is no key at all", async () => {
    const running = await start({ env: { OPENAI_API_KEY: "" } });
    const response = await running.chat(chatBody("hi"));
    expect(response.status).toBe(502);
    const error = await errorOf(response);
    expect(error["code"]).toBe("upstream_key_not_configured");
    expect(error["message"]).toContain("OPENAI_API_KEY");
    expect(error["message"]).toContain("infershield auth login");
  });
});

describe("passthrough mode", () => {
  it("sends the client's own key in the client's own header", async () => {
    const running = await start({ flags: { keyMode: "passthrough" } });
    await running.chat(chatBody("hi"), bearer("sk-client"));
    expect(sent(running)).toBe("Bearer sk-client");
    running.upstream.next(jsonAnswer({ data: [] }));
    await fetch(`${running.url}/v1/models`, {
      headers: { "anthropic-version": "2023-06-01", "x-api-key": "sk-ant-mine" },
    });
    expect(running.upstream.requests.at(-1)?.headers["x-api-key"]).toBe("sk-ant-mine");
    expect(sent(running)).toBeUndefined();
  });

  it("says what is missing without a key, also with an InferShield token", async () => {
    const running = await start({ flags: { keyMode: "passthrough" } });
    for (const headers of [{}, bearer(await running.token())]) {
      const response = await running.chat(chatBody("hi"), headers);
      expect(response.status).toBe(401);
      expect(await errorOf(response)).toMatchObject({
        message:
          "Missing Authorization header. In passthrough mode the client must supply Authorization: Bearer <your-api-key>.",
      });
    }
    expect(running.upstream.requests).toHaveLength(0);
  });

  it("lets the provider's own 401 through", async () => {
    const running = await start({ flags: { keyMode: "passthrough" } });
    running.upstream.next(jsonAnswer({ error: { code: "invalid_api_key" } }, { status: 401 }));
    const response = await running.chat(chatBody("hi"), bearer("sk-wrong"));
    expect(response.status).toBe(401);
    expect(await errorOf(response)).toEqual({ code: "invalid_api_key" });
    expect(running.upstream.requests).toHaveLength(1);
  });

  it("never forwards an InferShield token", async () => {
    const running = await start({ flags: { keyMode: "passthrough" } });
    const token = await running.token();
    await running.chat(chatBody("hi"), { ...bearer("sk-client"), "x-infershield-key": token });
    expect(sent(running)).toBe("Bearer sk-client");
    expect(JSON.stringify(running.upstream.requests.at(-1)?.rawHeaders)).not.toContain(token);
  });
});

describe("auto mode", () => {
  it("prefers the login, then the client's key, then the environment's", async () => {
    const running = await start({ flags: { keyMode: "auto" } });
    const token = await running.token();
    await running.chat(chatBody("hi"));
    expect(sent(running)).toBe(`Bearer ${environmentKey}`);
    await running.chat(chatBody("hi"), bearer("sk-client"));
    expect(sent(running)).toBe("Bearer sk-client");
    await running.login("at-alex");
    await running.chat(chatBody("hi"), { ...bearer("sk-client"), "x-infershield-key": token });
    expect(sent(running)).toBe("Bearer at-alex");
  });
});
