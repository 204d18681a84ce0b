import { describe, expect, it } from "vitest";
import { errorBody } from "./wire-error-body.ts";

const block = {
  status: 403,
  code: "firewall_block",
  message: "Request blocked by InferShield.",
  requestId: "r1",
  type: "firewall_block",
  extra: { risk_score: 95, threats: ["label"] },
};

describe("errorBody", () => {
  it("writes an error in each dialect's own shape", () => {
    const body = (dialect: Parameters<typeof errorBody>[0]): unknown => JSON.parse(errorBody(dialect, block).body);
    expect(body("openai")).toEqual({
      error: {
        message: block.message,
        type: "firewall_block",
        param: null,
        code: "firewall_block",
        request_id: "r1",
        risk_score: 95,
        threats: ["label"],
      },
    });
    expect(body("anthropic")).toEqual({
      type: "error",
      error: {
        type: "firewall_block",
        message: block.message,
        code: "firewall_block",
        risk_score: 95,
        threats: ["label"],
      },
      request_id: "r1",
    });
    expect(body("gemini")).toEqual({
      error: {
        code: 403,
        message: block.message,
        status: "PERMISSION_DENIED",
        details: [
          {
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            reason: "FIREWALL_BLOCK",
            domain: "infershield",
            metadata: { code: "firewall_block", request_id: "r1" },
            risk_score: 95,
            threats: ["label"],
          },
        ],
      },
    });
    expect(body("cohere")).toEqual({
      id: "r1",
      message: block.message,
      code: "firewall_block",
      risk_score: 95,
      threats: ["label"],
    });
  });

  it.each([
    [400, "invalid_request_error", "invalid_request_error", "INVALID_ARGUMENT"],
    [401, "authentication_error", "authentication_error", "UNAUTHENTICATED"],
    [403, "permission_error", "permission_error", "PERMISSION_DENIED"],
    [404, "invalid_request_error", "not_found_error", "NOT_FOUND"],
    [413, "invalid_request_error", "request_too_large", "INVALID_ARGUMENT"],
    [429, "rate_limit_error", "rate_limit_error", "RESOURCE_EXHAUSTED"],
    [502, "api_error", "api_error", "INTERNAL"],
    [503, "api_error", "api_error", "UNAVAILABLE"],
    [504, "api_error", "timeout_error", "DEADLINE_EXCEEDED"],
  ])("names the kind of a %i error as the dialect does", (status, openai, anthropic, google) => {
    const error = { status, code: "x", message: "m" };
    expect(JSON.parse(errorBody("openai", error).body)).toMatchObject({ error: { type: openai } });
    expect(JSON.parse(errorBody("anthropic", error).body)).toMatchObject({ error: { type: anthropic } });
    expect(JSON.parse(errorBody("gemini", error).body)).toMatchObject({ error: { status: google, code: status } });
  });
});
