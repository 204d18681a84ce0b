import { AuditError } from "@infershield/audit";
import { InferShieldError } from "@infershield/core";
import { CustodyError } from "@infershield/key-custody";
import { WireError } from "@infershield/llm-wire";
import { PolicyError } from "@infershield/policy";
import { ThreatClientError } from "@infershield/threat-client";
import { ThreatError } from "@infershield/threat-engine";
import { describe, expect, it } from "vitest";
import { errorAnswer } from "./errors.ts";
import { ProxyError } from "./proxy-error.ts";

describe("errorAnswer", () => {
  it.each([
    [new ProxyError("AMBIGUOUS_CREDENTIALS", "m"), 400, "ambiguous_credentials"],
    [new ProxyError("INVALID_TOKEN", "m"), 401, "invalid_token"],
    [new ProxyError("WRONG_HOST", "m"), 421, "wrong_host"],
    [new ProxyError("SHUTTING_DOWN", "m"), 503, "shutting_down"],
    [new WireError("DUPLICATE_KEY", "m"), 400, "duplicate_key"],
    [new WireError("TOO_LARGE", "m"), 413, "body_too_large"],
    [new CustodyError("REAUTHENTICATION_REQUIRED", "m"), 401, "reauthentication_required"],
    [new CustodyError("UPSTREAM_KEY_NOT_CONFIGURED", "m"), 502, "upstream_key_not_configured"],
    [new CustodyError("STORE_UNAVAILABLE", "m"), 503, "store_unavailable"],
    [new ThreatClientError("SCANNER_TIMEOUT", "m"), 503, "firewall_unavailable"],
    [new ThreatError("TOO_MANY_PLACEHOLDERS", "m"), 503, "firewall_unavailable"],
    [new PolicyError("INVALID_POLICY", "m"), 503, "firewall_unavailable"],
    [new AuditError("AUDIT_UNAVAILABLE", "m"), 503, "audit_unavailable"],
    [new InferShieldError("STORE_FULL", "m"), 503, "store_unavailable"],
    [new TypeError("secret detail"), 500, "internal_error"],
  ])("turns %s into its status and code", (error, status, code) => {
    expect(errorAnswer(error)).toMatchObject({ status, code });
  });

  it("says when to come back, what to do next and how to authenticate", () => {
    const slow = new CustodyError("CREDENTIAL_TIMEOUT", "Slow.", { retryAfterMs: 1_500, hint: "Wait." });
    expect(errorAnswer(slow)).toMatchObject({ status: 504, message: "Slow. Wait.", headers: { "retry-after": "2" } });
    expect(errorAnswer(new ProxyError("MISSING_TOKEN", "m")).headers).toEqual({
      "www-authenticate": 'Bearer realm="InferShield"',
    });
    expect(errorAnswer(new ProxyError("INVALID_TOKEN", "m")).headers?.["www-authenticate"]).toContain("invalid_token");
  });

  it("tells nothing of an unforeseen error", () => {
    expect(JSON.stringify(errorAnswer(new TypeError("secret detail")))).not.toContain("secret");
  });
});
