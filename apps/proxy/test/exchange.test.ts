import { chatCompletion, jsonAnswer, type UpstreamAnswer } from "@infershield/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { chatBody, environmentKey, errorOf, startTestProxy, type TestProxy, textOf } from "./harness.ts";

let proxy: TestProxy;
let seenBefore: number;

beforeAll(async () => {
  proxy = await startTestProxy();
});

afterAll(() => proxy.close());

beforeEach(() => {
  seenBefore = proxy.upstream.requests.length;
});

const lastSeen = () => proxy.upstream.requests.at(-1);
const newCalls = (): number => proxy.upstream.requests.length - seenBefore;

describe("a chat completion", () => {
  it("goes upstream byte for byte, with the environment's key, and its answer comes back byte for byte", async () => {
    const body =
      '{"model": "gpt-test",\n "messages":[{"role":"user","content":"h\\u00e9llo"}], "seed": 12345678901234567890}';
    const response = await proxy.chat(body, { "openai-beta": "x=1", "user-agent": "test/1" });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(JSON.stringify(chatCompletion("Hello there")));
    expect(lastSeen()?.body.toString()).toBe(body);
    expect(lastSeen()?.target).toBe("/v1/chat/completions");
    expect(lastSeen()?.headers).toMatchObject({
      authorization: `Bearer ${environmentKey}`,
      "content-type": "application/json",
      "accept-encoding": "identity",
      "openai-beta": "x=1",
      "user-agent": "test/1",
    });
  });

  it("tells verdict, risk, scan, request id and timings in headers", async () => {
    const { headers } = await proxy.chat(chatBody("hello"));
    expect(headers.get("x-infershield-verdict")).toBe("allow");
    expect(headers.get("x-infershield-risk-score")).toBe("0");
    expect(headers.get("x-infershield-scan")).toBe("full");
    expect(headers.get("x-infershield-request-id")).toMatch(/^req_[0-9a-f]{24}$/);
    expect(headers.get("x-infershield-enforced")).toBeNull();
    expect(headers.get("server-timing")).toMatch(/^guard;dur=[\d.]+, scan;.*audit;.*credential;.*upstream;/);
  });

  it("streams events as they are, up to [DONE]", async () => {
    const response = await proxy.chat(chatBody("hello", { stream: true }));
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    const text = await response.text();
    expect(text.endsWith("data: [DONE]\n\n")).toBe(true);
    expect(textOf(text)).toBe("Hello there");
  });

  it("leaves an intent and an outcome in the audit log", async () => {
    const response = await proxy.chat(chatBody("hello"));
    await response.text();
    const id = response.headers.get("x-infershield-request-id");
    const records = (await proxy.records()).filter((record) => record.request_id === id);
    expect(records.map(({ phase }) => phase)).toEqual(["intent", "outcome"]);
    expect(records[1]).toMatchObject({
      user_id: "anonymous",
      provider: "openai",
      action: "chat_completions",
      decision: "allow",
      blocked: false,
      outcome: "completed",
      status: 200,
      upstream_status: 200,
      model: "gpt-test",
      tokens_in: 3,
      tokens_out: 2,
    });
  });

  it("passes the provider's own errors on with status, body, retry-after and request id", async () => {
    proxy.upstream.next(
      jsonAnswer(
        { error: { message: "slow down", code: "rate_limit_exceeded" } },
        { status: 429, headers: { "retry-after": "7", "x-request-id": "up-1", "set-cookie": "a=b", location: "/x" } },
      ),
    );
    const response = await proxy.chat(chatBody("hello"));
    expect(response.status).toBe(429);
    expect(await response.json()).toEqual({ error: { message: "slow down", code: "rate_limit_exceeded" } });
    expect(response.headers.get("retry-after")).toBe("7");
    expect(response.headers.get("x-request-id")).toBe("up-1");
    expect(response.headers.get("set-cookie")).toBeNull();
    expect(response.headers.get("location")).toBeNull();
  });

  it.each<[string, UpstreamAnswer]>([
    ["too long", { steps: [JSON.stringify({ error: { message: "slow down ".repeat(20_000) } })] }],
    ["broken off", { steps: ['{"error":', "reset"] }],
    ["a page", { steps: ["<h1>slow down</h1>"] }],
    ["compressed in an unknown way", { headers: { "content-encoding": "snappy" }, steps: ["{}"] }],
    ["compressed wrongly", { headers: { "content-encoding": "gzip" }, steps: ["{}"] }],
  ])("keeps the status and the wait of an error whose body is %s", async (_, answer) => {
    proxy.upstream.next({
      ...answer,
      status: 429,
      headers: { "content-type": "application/json", "retry-after": "7", ...answer.headers },
    });
    const response = await proxy.chat(chatBody("hello"));
    expect([response.status, response.headers.get("retry-after")]).toEqual([429, "7"]);
    expect(await errorOf(response)).toMatchObject({ code: "upstream_error" });
  });

  it("does not follow a redirect and does not pass one on", async () => {
    proxy.upstream.next({ status: 307, headers: { location: `${proxy.upstream.origin}/elsewhere` } });
    const response = await proxy.chat(chatBody("hello"));
    expect(response.status).toBe(502);
    expect(await errorOf(response)).toMatchObject({ code: "upstream_error" });
    expect(newCalls()).toBe(1);
  });

  it("tells apart that the provider refused our key: a tool must not throw its token away", async () => {
    proxy.upstream.next(jsonAnswer({ error: {} }, { status: 401 }));
    const response = await proxy.chat(chatBody("hello"));
    expect(response.status).toBe(502);
    expect(await errorOf(response)).toMatchObject({ code: "upstream_unauthorized" });
    expect(newCalls()).toBe(1);
  });

  it.each([
    ["application/json; charset=UTF-8", 200, "application/json; charset=UTF-8"],
    ['application/json;charset="utf-8"', 200, 'application/json;charset="utf-8"'],
    ["application/json; charset=utf-16le", 200, "application/json"],
    ["application/json; x=1; charset=utf-7", 200, "application/json"],
    ["application/jsonp", 502, "application/json; charset=utf-8"],
    ["application/json-seq", 502, "application/json; charset=utf-8"],
  ])("reads %j, and has its client read the same text", async (type, status, told) => {
    proxy.upstream.next(jsonAnswer({ choices: [] }, { headers: { "content-type": type } }));
    const response = await proxy.chat(chatBody("hi"));
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe(told);
    await response.text();
  });

  it("refuses an answer that says of itself two things", async () => {
    proxy.upstream.next({
      raw: "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\n{}",
    });
    const response = await proxy.chat(chatBody("hi"));
    expect(response.status).toBe(502);
    expect(await errorOf(response)).toMatchObject({ code: "upstream_error" });
  });

  it("refuses an answer that is no answer of its kind", async () => {
    proxy.upstream.next({ headers: { "content-type": "text/html" }, steps: ["<html>"] });
    expect((await proxy.chat(chatBody("hello"))).status).toBe(502);
    proxy.upstream.next({ headers: { "content-type": "application/json" }, steps: ["{not json"] });
    const response = await proxy.chat(chatBody("hello"));
    expect(response.status).toBe(502);
    expect(await errorOf(response)).toMatchObject({ code: "upstream_error" });
  });
});

describe("routes", () => {
  it.each([
    ["/v1/chat/completions", "/v1/chat/completions"],
    ["/chat/completions", "/v1/chat/completions"],
    ["/openai/v1/chat/completions", "/v1/chat/completions"],
    ["/openai/chat/completions", "/v1/chat/completions"],
  ])("serves POST %s", async (path, target) => {
    const response = await fetch(proxy.url + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(chatBody("hello")),
    });
    expect(response.status).toBe(200);
    expect(lastSeen()?.target).toBe(target);
  });

  it.each([
    ["/v1/models", "/v1/models"],
    ["/models", "/v1/models"],
    ["/v1/models/ft:gpt-4o:org::id", "/v1/models/ft:gpt-4o:org::id"],
    ["/v1/models/ft%3Agpt-4o%3Aorg", "/v1/models/ft%3Agpt-4o%3Aorg"],
    ["/v1/models/meta-llama%2FLlama-3", "/v1/models/meta-llama%2FLlama-3"],
    ["/v1/models?client_version=0.169.0", "/v1/models?client_version=0.169.0"],
    ["/v1/models?limit=5&user=alex&after_id=m%3A1&%6cimit=6", "/v1/models?limit=5&after_id=m%3A1"],
  ])("serves GET %s", async (path, target) => {
    proxy.upstream.next(jsonAnswer({ object: "list", data: [] }));
    const response = await fetch(proxy.url + path);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ object: "list", data: [] });
    expect(lastSeen()).toMatchObject({ method: "GET", target });
    expect(lastSeen()?.body).toHaveLength(0);
  });

  it("asks Anthropic for its models when the request speaks Anthropic", async () => {
    proxy.upstream.next(jsonAnswer({ data: [] }));
    await fetch(`${proxy.url}/v1/models`, { headers: { "anthropic-version": "2023-06-01" } });
    expect(lastSeen()?.headers).toMatchObject({ "x-api-key": "sk-ant-environment", "anthropic-version": "2023-06-01" });
    expect(lastSeen()?.headers["authorization"]).toBeUndefined();
  });

  it.each([
    ["POST", "/v1/nope"],
    ["GET", "/"],
    ["GET", "/admin"],
    ["POST", "/nobody/v1/chat/completions"],
    ["GET", "/backend-api/wham/accounts/check"],
  ])("answers %s %s with 404 in the dialect", async (method, path) => {
    const response = await fetch(proxy.url + path, {
      method,
      ...(method === "POST" && { body: "{}", headers: { "content-type": "application/json" } }),
    });
    expect(response.status).toBe(404);
    expect(await errorOf(response)).toMatchObject({
      code: "unknown_route",
      request_id: expect.stringMatching(/^req_/),
    });
    expect(newCalls()).toBe(0);
  });

  it("answers a wrong method with 405 and the right one", async () => {
    const response = await fetch(`${proxy.url}/v1/chat/completions`);
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("POST");
  });

  it("serves health and readiness without a credential and swallows telemetry", async () => {
    for (const path of ["/health", "/healthz"]) {
      expect(await (await fetch(proxy.url + path)).json()).toEqual({ status: "ok" });
    }
    expect(await (await fetch(`${proxy.url}/ready`)).json()).toEqual({ status: "ready" });
    const telemetry = await fetch(`${proxy.url}/api/event_logging/batch`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });
    expect(telemetry.status).toBe(204);
    expect(newCalls()).toBe(0);
  });

  it("answers in Anthropic's dialect where that is spoken", async () => {
    const response = await fetch(`${proxy.url}/v1/messages/unknown`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ type: "error", error: { type: "not_found_error" } });
  });
});

describe("headers", () => {
  it("never passes on credentials, cookies, hop-by-hop or forwarding headers", async () => {
    await proxy.chat(chatBody("hello"), {
      cookie: "session=1",
      "x-forwarded-for": "1.2.3.4",
      "x-api-key": "sk-mine",
      "x-infershield-verdict": "allow",
      "x-user-id": "root",
      te: "trailers",
      "x-initiator": "user",
    });
    const headers = lastSeen()?.headers ?? {};
    expect(Object.keys(headers).sort()).toEqual([
      "accept",
      "accept-encoding",
      "authorization",
      "connection",
      "content-length",
      "content-type",
      "host",
      "user-agent",
      "x-initiator",
    ]);
    expect(headers["authorization"]).toBe(`Bearer ${environmentKey}`);
  });
});
