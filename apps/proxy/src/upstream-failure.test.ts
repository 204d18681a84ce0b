import { expect, test } from "vitest";
import { ProxyError } from "./proxy-error.ts";
import { upstreamFailure } from "./upstream-failure.ts";

const failed = (code: string): Error => Object.assign(new Error("connect 10.0.0.1:443"), { code });

test.each([
  ["ECONNREFUSED", "UPSTREAM_ERROR", "econnrefused", /could not be reached \(ECONNREFUSED\).*doctor/],
  ["ENOTFOUND", "UPSTREAM_ERROR", "enotfound", /could not be reached/],
  ["CERT_HAS_EXPIRED", "UPSTREAM_ERROR", "cert_has_expired", /certificate is not trusted \(CERT_HAS_EXPIRED\)/],
  ["ECONNRESET", "UPSTREAM_ERROR", "econnreset", /broke off/],
  ["UND_ERR_CONNECT_TIMEOUT", "UPSTREAM_TIMEOUT", "connect_timeout", /in time/],
])("%s is told as what it is, with a next step and no address", (code, expected, reason, message) => {
  const error = upstreamFailure(failed(code));
  expect(error).toMatchObject({ code: expected, reason });
  expect(error.message).toMatch(message);
  expect(error.message).not.toContain("10.0.0.1");
});

test("an error without a code is a connection that broke; one of ours stays", () => {
  expect(upstreamFailure(new Error("socket"))).toMatchObject({ code: "UPSTREAM_ERROR", reason: "broken_off" });
  const own = new ProxyError("CLIENT_GONE", "The client left.");
  expect(upstreamFailure(own)).toBe(own);
});
