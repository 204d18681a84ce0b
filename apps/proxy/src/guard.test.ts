import { describe, expect, it } from "vitest";
import { guardRequest, type RequestHead } from "./guard.ts";
import { ProxyError } from "./proxy-error.ts";

const rules = {
  hosts: new Set(["localhost:8000", "127.0.0.1:8000", "[::1]:8000"]),
  origins: new Set(["https://trusted.example"]),
  serves: (path: string) => path !== "/nobody",
};

function head(changes: Partial<RequestHead> = {}, ...extra: readonly string[]): RequestHead {
  return {
    method: "POST",
    target: "/v1/chat/completions",
    path: "/v1/chat/completions",
    httpVersion: "1.1",
    rawHeaders: ["Host", "127.0.0.1:8000", "Content-Type", "application/json", "Content-Length", "2", ...extra],
    ...changes,
  };
}

function codeOf(request: RequestHead): string {
  try {
    guardRequest(request, rules);
    return "passed";
  } catch (error) {
    if (error instanceof ProxyError) return error.code;
    throw error;
  }
}

const get = (target: string): RequestHead => head({ method: "GET", target, rawHeaders: ["Host", "localhost:8000"] });

describe("guardRequest", () => {
  it("lets through what tools send", () => {
    expect(codeOf(head())).toBe("passed");
    expect(codeOf(head({}, "Authorization", "Bearer x", "Accept", "a", "Accept", "b"))).toBe("passed");
    expect(codeOf(get("/v1/models?client_version=0.169.0"))).toBe("passed");
    expect(codeOf(get("/v1beta/models/gemini-3.1:countTokens"))).toBe("passed");
    expect(codeOf(head({}, "sec-fetch-mode", "cors"))).toBe("passed");
  });

  it.each([
    ["evil.com"],
    ["evil.com:8000"],
    ["localhost.evil.com:8000"],
    ["127.0.0.1.nip.io:8000"],
    ["[::ffff:7f00:1]:8000"],
    ["0.0.0.0:8000"],
    ["127.0.0.1:8001"],
    ["127.0.0.1"],
    ["127.0.0.1:8000@evil.com"],
    [""],
  ])("refuses the host %j", (host) => {
    expect(codeOf(head({ rawHeaders: ["Host", host, "Content-Type", "application/json"] }))).toBe("WRONG_HOST");
  });

  it("accepts the three loopback names in any case and nothing without a host", () => {
    for (const host of ["LocalHost:8000", "127.0.0.1:8000", "[::1]:8000"]) {
      expect(codeOf(head({ rawHeaders: ["host", host, "content-type", "application/json"] }))).toBe("passed");
    }
    expect(codeOf(head({ rawHeaders: ["Content-Type", "application/json"] }))).toBe("WRONG_HOST");
  });

  it.each([
    ["host", "127.0.0.1:8000"],
    ["HOST", "evil.com"],
    ["Authorization", "Bearer a"],
    ["content-type", "text/plain"],
    ["Content-Length", "2"],
    ["x-api-key", "k"],
  ])("refuses a second %s header", (name, value) => {
    const first = name.toLowerCase() === "authorization" || name === "x-api-key" ? [name.toUpperCase(), value] : [];
    expect(codeOf(head({}, ...first, name, value))).toBe("BAD_REQUEST");
  });

  it.each([["x_api_key"], ["X_InferShield_Key"], ["Content_Length"], ["transfer_encoding"], ["x_infershield_verdict"]])(
    "refuses the imitated name %s",
    (name) => {
      expect(codeOf(head({}, name, "1"))).toBe("BAD_REQUEST");
    },
  );

  it.each([
    ["Origin", "https://evil.example"],
    ["Origin", "null"],
    ["Origin", "http://127.0.0.1:8000"],
    ["Sec-Fetch-Site", "cross-site"],
    ["Sec-Fetch-Site", "cross-site, none"],
    ["Sec-Fetch-Site", ""],
    ["Sec-Fetch-Site", "same-site"],
  ])("refuses %s: %s as a web page's request", (name, value) => {
    expect(codeOf(head({}, name, value))).toBe("ORIGIN_FORBIDDEN");
  });

  it("goes by no Referer, which pages choose", () => {
    const own = ["Referer", "http://127.0.0.1:8000/"];
    expect(codeOf(head({}, ...own, "Origin", "https://evil.example"))).toBe("ORIGIN_FORBIDDEN");
    expect(codeOf(head({}, ...own, "Sec-Fetch-Site", "cross-site"))).toBe("ORIGIN_FORBIDDEN");
    expect(codeOf(head({}, "Referer", "https://evil.example/"))).toBe("passed");
  });

  it("lets an allowed origin through and answers no preflight", () => {
    expect(codeOf(head({}, "Origin", "https://trusted.example", "Sec-Fetch-Site", "cross-site"))).toBe("passed");
    expect(codeOf(head({ method: "OPTIONS" }))).toBe("ORIGIN_FORBIDDEN");
  });

  it.each([
    ["//evil.com/v1/models"],
    ["http://evil.com/v1/models"],
    ["/v1/../admin"],
    ["/v1/./models"],
    ["/v1/%2e%2e/admin"],
    ["/v1%2fmodels"],
    ["/v1%5Cmodels"],
    ["/v1\\models"],
    ["/v1/models%00"],
    ["/v1/models/meta%2F..%2Fadmin"],
    ["/v1/models/%2e%2e%2Fadmin"],
    ["/v1/models/%2Fadmin"],
    ["/v1/models/meta%2F%252e%252e"],
    ["/v1/models/meta%5Cllama"],
    ["/v1/models/meta?x=%2F"],
    ["/v1/models#x"],
    ["/v1/möbel"],
    ["/v1/mod els"],
    [`/${"a".repeat(2_050)}`],
    ["*"],
    [""],
  ])("refuses the target %j, which has two readings", (target) => {
    expect(codeOf(get(target))).toBe("BAD_REQUEST");
  });

  it("lets the slashes of a model's name be encoded, as SDKs do", () => {
    expect(codeOf(get("/v1/models/meta-llama%2FLlama-3%3Afast"))).toBe("passed");
  });

  it.each(["CONNECT", "TRACE", "PUT", "DELETE", "PATCH"])("refuses the method %s", (method) => {
    expect(codeOf(head({ method, rawHeaders: ["Host", "localhost:8000"] }))).toBe("METHOD_NOT_ALLOWED");
  });

  it("tells a WebSocket client on a responses path at once to use HTTP, and refuses other upgrades", () => {
    const upgrade = ["Host", "localhost:8000", "Connection", "Upgrade", "Upgrade", "websocket"];
    for (const target of ["/v1/responses", "/responses", "/openai/v1/responses?x=1"]) {
      expect(codeOf(head({ method: "GET", target, rawHeaders: upgrade }))).toBe("UPGRADE_REQUIRED");
    }
    expect(codeOf(head({ method: "GET", target: "/v1/models", rawHeaders: upgrade }))).toBe("BAD_REQUEST");
  });

  it.each([["text/plain"], ["application/x-www-form-urlencoded"], ["multipart/form-data"], ["application/jsonp"]])(
    "refuses a body of type %s",
    (type) => {
      expect(codeOf(head({ rawHeaders: ["Host", "localhost:8000", "Content-Type", type] }))).toBe(
        "UNSUPPORTED_MEDIA_TYPE",
      );
    },
  );

  it("refuses a body without a type and takes a named charset only when it is UTF-8", () => {
    const typed = (type: string): RequestHead => head({ rawHeaders: ["Host", "localhost:8000", "Content-Type", type] });
    expect(codeOf(head({ rawHeaders: ["Host", "localhost:8000"] }))).toBe("UNSUPPORTED_MEDIA_TYPE");
    expect(codeOf(typed("application/json; charset=utf-8"))).toBe("passed");
    expect(codeOf(typed("Application/JSON;charset=UTF-8"))).toBe("passed");
    expect(codeOf(typed("application/json; charset=utf-16"))).toBe("UNSUPPORTED_MEDIA_TYPE");
  });

  it("tells a form at a path that is not served so, after everything else was looked at", () => {
    const form = ["Host", "localhost:8000", "Content-Type", "text/plain"];
    const nobody = { target: "/nobody", path: "/nobody" };
    expect(codeOf(head({ ...nobody, rawHeaders: form }))).toBe("UNKNOWN_ROUTE");
    expect(codeOf(head({ ...nobody, rawHeaders: [...form, "Origin", "https://evil.example"] }))).toBe(
      "ORIGIN_FORBIDDEN",
    );
    expect(codeOf(head({ ...nobody, rawHeaders: [...form, "Transfer-Encoding", "gzip"] }))).toBe("BAD_REQUEST");
  });

  it("refuses ambiguous framing and bodies where none belongs", () => {
    const framed = (...framing: readonly string[]): RequestHead =>
      head({ rawHeaders: ["Host", "localhost:8000", "Content-Type", "application/json", ...framing] });
    expect(codeOf(framed("Transfer-Encoding", "chunked"))).toBe("passed");
    expect(codeOf(framed("Transfer-Encoding", "chunked", "Content-Length", "3"))).toBe("BAD_REQUEST");
    expect(codeOf(framed("Transfer-Encoding", "gzip, chunked"))).toBe("BAD_REQUEST");
    expect(codeOf(framed("Content-Length", "+6"))).toBe("BAD_REQUEST");
    expect(codeOf(framed("Trailer", "X-Sum"))).toBe("BAD_REQUEST");
    const getWithBody = ["Host", "localhost:8000", "Content-Length", "5"];
    expect(codeOf(head({ method: "GET", target: "/v1/models", rawHeaders: getWithBody }))).toBe("BAD_REQUEST");
  });

  it("refuses older protocols and more than a hundred headers", () => {
    expect(codeOf(head({ httpVersion: "1.0" }))).toBe("BAD_REQUEST");
    expect(codeOf(head({ httpVersion: "0.9" }))).toBe("BAD_REQUEST");
    const many = Array.from({ length: 120 }, (_, index) => [`x-${index}`, "1"]).flat();
    expect(codeOf(head({}, ...many))).toBe("HEADERS_TOO_LARGE");
  });
});
