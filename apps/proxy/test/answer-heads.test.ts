import { chatCompletion, jsonAnswer } from "@infershield/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chatBody, errorOf, startTestProxy, type TestProxy } from "./harness.ts";

let proxy: TestProxy;

beforeAll(async () => {
  proxy = await startTestProxy();
});

afterAll(() => proxy.close());

describe("the head of a provider's answer", () => {
  it("refuses answers whose head is broken or too large", async () => {
    for (const raw of [
      `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-A: ${"a".repeat(200_000)}\r\n\r\n{}`,
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
      "HTTP/1.1 200 OK\r\nX-A: 1\r2\r\nContent-Length: 2\r\n\r\n{}",
      "garbage\r\n\r\n",
    ]) {
      proxy.upstream.next({ raw });
      const response = await proxy.chat(chatBody("hi"));
      expect(response.status).toBe(502);
      expect(await errorOf(response)).toMatchObject({ code: "upstream_error" });
    }
  });

  it("skips informational answers", async () => {
    const body = JSON.stringify(chatCompletion("late"));
    proxy.upstream.next({
      raw: `HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    });
    const response = await proxy.chat(chatBody("hi"));
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(body);
  });

  it("filters what an upstream says in headers", async () => {
    proxy.upstream.next(
      jsonAnswer(chatCompletion("x"), {
        headers: {
          "set-cookie": "a=b",
          "alt-svc": "h3",
          location: "https://evil.example",
          refresh: "0; url=https://evil.example",
          link: "<https://evil.example>; rel=preload",
          "access-control-allow-origin": "*",
          "strict-transport-security": "max-age=1",
          "www-authenticate": "Basic",
          "x-infershield-verdict": "allow-me",
          "x-infershield-anything": "1",
          "x-ratelimit-remaining-requests": "é",
          "x-request-id": "ok",
        },
      }),
    );
    const { headers } = await proxy.chat(chatBody("hi"));
    expect([...headers.keys()].filter((name) => name !== "keep-alive").sort()).toEqual([
      "connection",
      "content-length",
      "content-type",
      "date",
      "server-timing",
      "x-content-type-options",
      "x-infershield-request-id",
      "x-infershield-risk-score",
      "x-infershield-scan",
      "x-infershield-verdict",
      "x-request-id",
    ]);
    expect(headers.get("x-infershield-verdict")).toBe("allow");
    expect(headers.get("x-request-id")).toBe("ok");
  });
});
