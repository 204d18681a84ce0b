import { describe, expect, test } from "vitest";
import { failsWith } from "../test/fails-with.ts";
import type { CallKind, Deviations } from "./deviations.ts";
import { type NormalAnswer, normaliseAnswer } from "./normalise-answer.ts";

const json = "application/json; charset=utf-8";

function normalise(
  kind: CallKind,
  status: number,
  body: object | string,
  { deviations = {}, contentType = json }: { deviations?: Deviations; contentType?: string } = {},
): NormalAnswer {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return normaliseAnswer(kind, { status, headers: new Headers({ "content-type": contentType }), text }, deviations);
}

describe("a poll is pending or slowed down", () => {
  test.each([
    ["RFC 8628", 400, { error: "authorization_pending" }, "authorization_pending"],
    ["HTTP 200 with an error", 200, { error: "authorization_pending" }, "authorization_pending"],
    ["HTTP 428", 428, { error: "authorization_pending" }, "authorization_pending"],
    ["HTTP 403 with slow_down", 403, { error: "slow_down" }, "slow_down"],
    ["HTTP 429 with slow_down", 429, { error: "slow_down" }, "slow_down"],
    ["HTTP 429 with nothing", 429, "", "slow_down"],
    ["HTTP 429 with its own words", 429, { error: "rate_limited" }, "slow_down"],
    ["HTTP 500 with pending", 500, { error: "authorization_pending" }, "authorization_pending"],
    ["a nested error", 400, { error: { code: "authorization_pending", message: "x" } }, "authorization_pending"],
    ["a nested type", 400, { error: { type: "slow_down" } }, "slow_down"],
    ["an error as code", 400, { code: "authorization_pending" }, "authorization_pending"],
  ])("%s", (_, status, body, error) => {
    expect(normalise("device_poll", status, body)).toMatchObject({ status: 400, fields: { error } });
  });

  test("by a status that the deviations name, whatever stands in the body", () => {
    const deviations = { pendingStatuses: [403, 404], slowDownStatuses: [420] };
    for (const body of ["", "<html>", { error: { code: "own_words" } }]) {
      expect(normalise("device_poll", 404, body, { deviations }).fields).toMatchObject({
        error: "authorization_pending",
      });
      expect(normalise("device_poll", 420, body, { deviations }).fields).toMatchObject({ error: "slow_down" });
    }
  });

  test("but a standard error wins over its status", () => {
    const deviations = { pendingStatuses: [403] };
    expect(normalise("device_poll", 403, { error: "access_denied" }, { deviations }).fields).toEqual({
      error: "access_denied",
    });
    expect(normalise("device_poll", 403, { error: "authorization_declined" }, { deviations }).fields).toEqual({
      error: "authorization_declined",
    });
  });

  test("and a status that means pending to a poll means nothing to a refresh", () => {
    const deviations = { pendingStatuses: [403] };
    expect(() => normalise("token", 403, "", { deviations })).toThrow(expect.toSatisfy(failsWith("INVALID_RESPONSE")));
  });

  test("a new interval is kept, as a number or as text", () => {
    expect(normalise("device_poll", 200, { error: "slow_down", interval: 10 }).fields).toEqual({
      error: "slow_down",
      interval: 10,
    });
    expect(normalise("device_poll", 200, { error: "slow_down", interval: "10" }).fields).toEqual({
      error: "slow_down",
      interval: 10,
    });
  });
});

describe("a device authorization", () => {
  const body = {
    device_code: "d",
    user_code: "u",
    verification_uri: "https://x.example",
    expires_in: 900,
    interval: 5,
  };

  test.each([
    ["a number", 7, 7],
    ["text", "7", 7],
    ["a fraction", 0.5, 0.5],
    ["zero", 0, 5],
    ["negative", -1, 5],
    ["words", "soon", 5],
    ["empty text", "", 5],
    ["null", null, 5],
    ["missing", undefined, 5],
    ["an object", {}, 5],
  ])("has an interval that is %s", (_, interval, expected) => {
    expect(normalise("device_authorization", 200, { ...body, interval }).fields["interval"]).toBe(expected);
  });

  test.each([
    ["text", "600", 600],
    ["missing", undefined, 900],
    ["zero", 0, 900],
    ["negative", -5, 900],
    ["absurd", 1e18, 1_000_000_000],
  ])("has a lifetime that is %s", (_, expires_in, expected) => {
    expect(normalise("device_authorization", 200, { ...body, expires_in }).fields["expires_in"]).toBe(expected);
  });

  test("takes its lifetime from the deviations when it names none", () => {
    const { expires_in: _, ...rest } = body;
    const deviations = { defaultExpiresInSeconds: 60 };
    expect(normalise("device_authorization", 200, rest, { deviations }).fields["expires_in"]).toBe(60);
  });

  test("may say verification_url, or names of the deviations", () => {
    const { verification_uri, device_code: _, ...rest } = body;
    const aliased = { ...rest, verification_url: verification_uri, device_auth_id: "d" };
    const deviations = { fieldAliases: { device_auth_id: "device_code" } };
    expect(normalise("device_authorization", 200, aliased, { deviations }).fields).toMatchObject({
      verification_uri,
      device_code: "d",
    });
  });

  test.each([401, 403, 404, 405, 422, 501])(
    "HTTP %d without an OAuth error means that there is no device flow",
    (status) => {
      expect(() => normalise("device_authorization", status, "<html>Not found</html>")).toThrow(
        expect.toSatisfy(failsWith("UNSUPPORTED")),
      );
    },
  );
});

describe("a token answer", () => {
  test.each([
    ["a number", 60, 60],
    ["text", "60", 60],
    ["zero", 0, 0],
    ["absurd", 1e18, 1_000_000_000],
    ["negative", -1, undefined],
    ["words", "soon", undefined],
    ["null", null, undefined],
    ["missing", undefined, undefined],
  ])("has a lifetime that is %s", (_, expires_in, expected) => {
    expect(normalise("token", 200, { access_token: "a", token_type: "bearer", expires_in }).fields["expires_in"]).toBe(
      expected,
    );
  });

  test("without a type is bearer", () => {
    expect(normalise("token", 200, { access_token: "a" }).fields).toMatchObject({ token_type: "bearer" });
  });

  test("may be a form, as GitHub's is", () => {
    const contentType = "application/x-www-form-urlencoded; charset=utf-8";
    expect(normalise("token", 200, "access_token=a&token_type=bearer&scope=", { contentType }).fields).toMatchObject({
      access_token: "a",
    });
    expect(normalise("device_poll", 200, "error=authorization_pending", { contentType }).fields).toEqual({
      error: "authorization_pending",
    });
  });

  test("with HTTP 201 is one", () => {
    expect(normalise("token", 201, { access_token: "a" }).status).toBe(200);
  });
});

describe("what is no OAuth answer", () => {
  test.each([
    ["HTML under 200", 200, "<!doctype html>", "INVALID_RESPONSE"],
    ["nothing under 200", 200, "", "INVALID_RESPONSE"],
    ["half a JSON object", 200, '{"access_token":"a', "INVALID_RESPONSE"],
    ["a list", 200, "[]", "INVALID_RESPONSE"],
    ["a number", 200, "1", "INVALID_RESPONSE"],
    ["null", 200, "null", "INVALID_RESPONSE"],
    ["HTML under 400", 400, "<html>", "INVALID_RESPONSE"],
    ["401 without an error", 401, {}, "INVALID_RESPONSE"],
    ["HTML under 502", 502, "<html>Bad gateway</html>", "SERVER_ERROR"],
    ["503 with its own words", 503, { error: "Service Unavailable" }, "SERVER_ERROR"],
    ["408", 408, "", "SERVER_ERROR"],
    ["429 on a refresh", 429, { error_code: 1 }, "SERVER_ERROR"],
    ["an unprintable error", 400, { error: "\u001b[2Jgone" }, "INVALID_RESPONSE"],
    ["an error of a megabyte", 400, { error: "x".repeat(1_000_000) }, "INVALID_RESPONSE"],
    ["an error that is a list", 400, { error: ["access_denied"] }, "INVALID_RESPONSE"],
  ] as const)("%s", (_, status, body, code) => {
    expect(() => normalise("token", status, body)).toThrow(expect.toSatisfy(failsWith(code)));
  });

  test("an explanation with a colour sequence is left out", () => {
    const body = { error: "invalid_scope", error_description: "\u001b[31mred" };
    expect(normalise("token", 400, body).fields).toEqual({ error: "invalid_scope" });
  });
});

test.each([200, 202, 204])("HTTP %d is a revocation, whatever stands in the body", (status) => {
  expect(normalise("revocation", status, status === 204 ? "" : "<html>")).toEqual({ status: 200, fields: {} });
});
