import { inspect } from "node:util";
import { Secret } from "@infershield/core";
import { unsignedJwt } from "@infershield/testkit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { failsWith } from "../test/fails-with.ts";
import { startServer, tokenAnswer } from "../test/fake-server.ts";
import { DeviceFlowError } from "./error.ts";
import { refreshToken } from "./refresh-token.ts";

const old = new Secret("old-refresh-token");

describe("the request", () => {
  test("is the refresh grant with the client id, and keeps the granted scopes when none are named", async () => {
    const { client, server } = await startServer();
    await refreshToken(client, old);
    expect(server.calls("/token")[0]?.fields).toEqual({
      grant_type: "refresh_token",
      refresh_token: "old-refresh-token",
      client_id: "our-client",
    });
  });

  test("names scopes and further parameters when they are given", async () => {
    const { client, server } = await startServer();
    await refreshToken(client, old, { scopes: ["a", "b"], parameters: { resource: "https://api.example" } });
    expect(server.calls("/token")[0]?.fields).toMatchObject({ scope: "a b", resource: "https://api.example" });
  });

  test("carries a client secret in the form, or in the header where the deviations say so", async () => {
    const { client, server } = await startServer();
    const confidential = { ...client, clientSecret: new Secret("client-secret") };
    await refreshToken(confidential, old);
    await refreshToken({ ...confidential, deviations: { clientAuthentication: "basic" } }, old);
    const [post, basic] = server.calls("/token");
    expect(post?.fields).toMatchObject({ client_id: "our-client", client_secret: "client-secret" });
    expect(basic?.headers["authorization"]).toBe(`Basic ${btoa("our%2Dclient:client%2Dsecret")}`);
    expect(basic?.fields).not.toHaveProperty("client_secret");
  });

  test("is sent once, whatever comes back", async () => {
    const { client, server } = await startServer({ token: [{ status: 503, body: "" }, tokenAnswer()] });
    await expect(refreshToken(client, old)).rejects.toSatisfy(failsWith("SERVER_ERROR"));
    expect(server.calls("/token")).toHaveLength(1);
  });
});

describe("the refresh token", () => {
  test("of the answer replaces the one used", async () => {
    const { client } = await startServer();
    expect((await refreshToken(client, old)).refreshToken?.reveal()).toBe("refresh-token");
  });

  test("is kept when the answer brings none", async () => {
    const { client } = await startServer({ token: [tokenAnswer({ refresh_token: undefined })] });
    expect((await refreshToken(client, old)).refreshToken?.reveal()).toBe("old-refresh-token");
  });

  test("is not lost to an ID token that is broken, foreign or of a strange algorithm", async () => {
    for (const id_token of ["garbage", unsignedJwt({ iss: "https://evil.example", aud: "other", sub: "x" }), "a.b.c"]) {
      const { client } = await startServer({ token: [tokenAnswer({ id_token })] });
      const tokens = await refreshToken(client, old);
      expect(tokens.refreshToken?.reveal()).toBe("refresh-token");
      expect(tokens).not.toHaveProperty("account");
    }
  });
});

test("tells the granted scopes, and none when the server does not say", async () => {
  const { client } = await startServer({ token: [tokenAnswer({ scope: "read  write" }), tokenAnswer()] });
  expect((await refreshToken(client, old)).scopes).toEqual(["read", "write"]);
  expect(await refreshToken(client, old)).not.toHaveProperty("scopes");
});

describe("the lifetime", () => {
  test("is by this machine's clock from the moment of receipt, and the server's own time is told", async () => {
    const date = "Sun, 22 Nov 2026 01:00:00 GMT";
    const { client } = await startServer({ token: [{ ...tokenAnswer(), headers: { date } }] });
    const tokens = await refreshToken(client, old, { now: () => 5_000 });
    expect(tokens).toMatchObject({ receivedAt: 5_000, expiresAt: 3_605_000, serverDate: Date.UTC(2026, 10, 22, 1) });
  });

  test("comes from the access token itself, set right by the server's clock, when the answer names none", async () => {
    const access_token = unsignedJwt({ exp: Date.UTC(2026, 10, 22, 2) / 1_000 });
    const headers = { date: "Sun, 22 Nov 2026 01:00:00 GMT" };
    const { client } = await startServer({
      token: [{ ...tokenAnswer({ access_token, expires_in: undefined }), headers }],
    });
    expect((await refreshToken(client, old, { now: () => 5_000 })).expiresAt).toBe(3_605_000);
  });

  test("is unknown for an opaque token without one", async () => {
    const { client } = await startServer({ token: [tokenAnswer({ expires_in: undefined })] });
    expect(await refreshToken(client, old)).not.toHaveProperty("expiresAt");
  });

  test("is absent or an exact time not before the receipt, whatever the server sends", async () => {
    const { client } = await startServer();
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.jsonValue(), fc.double(), fc.string()), async (expires_in) => {
        const fetch = async (): Promise<Response> => Response.json({ access_token: "a", expires_in });
        const { expiresAt } = await refreshToken({ ...client, fetch }, old, { now: () => 1_790_000_000_000 });
        expect(expiresAt === undefined || (Number.isFinite(expiresAt) && expiresAt >= 1_790_000_000_000)).toBe(true);
        expect(expiresAt ?? 0).toBeLessThan(Number.MAX_SAFE_INTEGER);
      }),
      { numRuns: 200 },
    );
  });
});

describe("the account", () => {
  test.each([
    ["the e-mail address", { email: "kim@example.com", name: "Kim" }, "kim@example.com"],
    ["else the user name", { preferred_username: "kim", name: "Kim" }, "kim"],
    ["else the name", { name: "Kím Ōn" }, "Kím Ōn"],
    ["nothing unprintable", { email: "\u001b[31mkim", name: "Kim" }, "Kim"],
    ["nothing at all when there is nothing", {}, undefined],
  ])("shows %s", async (_, claims, name) => {
    const { client, server } = await startServer((origin) => ({
      token: [tokenAnswer({ id_token: unsignedJwt({ iss: origin, aud: ["our-client"], sub: "user-1", ...claims }) })],
    }));
    expect(server.origin).toBe(client.server.issuer);
    expect((await refreshToken(client, old)).account).toEqual({
      subject: "user-1",
      ...(name === undefined ? {} : { name }),
    });
  });

  test.each([
    ["another audience", { aud: "other-client" }],
    ["another issuer", { iss: "https://evil.example" }],
    ["no issuer", { iss: undefined }],
  ])("is not taken from an ID token for %s", async (_, claims) => {
    const { client } = await startServer((origin) => ({
      token: [tokenAnswer({ id_token: unsignedJwt({ iss: origin, aud: "our-client", sub: "user-1", ...claims }) })],
    }));
    expect(await refreshToken(client, old)).not.toHaveProperty("account");
  });
});

describe("a refusal", () => {
  test.each([
    [400, { error: "invalid_grant" }, "INVALID_GRANT", "invalid_grant"],
    [401, { error: { code: "refresh_token_expired" } }, "INVALID_GRANT", "refresh_token_expired"],
    [401, { error: "refresh_token_reused" }, "INVALID_GRANT", "refresh_token_reused"],
    [401, { code: "refresh_token_invalidated" }, "INVALID_GRANT", "refresh_token_invalidated"],
    [200, { error: "bad_refresh_token" }, "INVALID_GRANT", "bad_refresh_token"],
    [401, { error: "invalid_client" }, "INVALID_CLIENT", "invalid_client"],
    [400, { error: "invalid_scope" }, "SERVER_ERROR", "invalid_scope"],
    [400, { error: "app_session_terminated" }, "SERVER_ERROR", "app_session_terminated"],
  ] as const)("HTTP %d with %j keeps the server's word for it", async (status, body, code, oauthError) => {
    const { client } = await startServer({
      token: [{ status, headers: { "www-authenticate": 'Bearer error="x"' }, body }],
    });
    await expect(refreshToken(client, old)).rejects.toSatisfy(failsWith(code, oauthError));
  });

  test("under a name from the deviations is known by it", async () => {
    const { client } = await startServer({ token: [{ status: 400, body: { error: "app_session_terminated" } }] });
    const deviations = { errorAliases: { app_session_terminated: "invalid_grant" } };
    await expect(refreshToken({ ...client, deviations }, old)).rejects.toSatisfy(
      failsWith("INVALID_GRANT", "app_session_terminated"),
    );
  });

  test.each([
    [503, "30", 30_000],
    [429, "2", 2_000],
  ])("HTTP %d tells how long to wait", async (status, retryAfter, retryAfterMs) => {
    const { client } = await startServer({ token: [{ status, headers: { "retry-after": retryAfter }, body: "" }] });
    await expect(refreshToken(client, old)).rejects.toMatchObject({ code: "SERVER_ERROR", retryAfterMs });
  });

  test.each([
    ["an access token that could not stand in a header", { access_token: "a\r\nx-evil: 1" }],
    ["an access token that is no text", { access_token: 1 }],
    ["no access token", { access_token: undefined }],
    ["an empty access token", { access_token: "" }],
    ["a refresh token with a space", { refresh_token: "a b" }],
    ["a token type that nobody knows", { token_type: "mac" }],
    ["a scope that is a list", { scope: ["a"] }],
  ])("answers with %s", async (_, fields) => {
    const { client } = await startServer({ token: [tokenAnswer(fields)] });
    await expect(refreshToken(client, old)).rejects.toSatisfy(failsWith("INVALID_RESPONSE"));
  });
});

describe("no secret is in an error", () => {
  test.each([
    [
      "an explanation that repeats the token",
      { status: 400, body: { error: "invalid_grant", error_description: "old-refresh-token is used" } },
    ],
    [
      "a token answer that is incomplete",
      { body: { refresh_token: "new-secret-token", token_type: "mac", access_token: "new-secret-token" } },
    ],
    ["half an answer", { ...tokenAnswer({ refresh_token: "new-secret-token" }), fault: "cut" as const }],
  ])("for %s", async (_, answer) => {
    const { client } = await startServer({ token: [answer] });
    const error = await refreshToken({ ...client, clientSecret: new Secret("client-secret") }, old).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(DeviceFlowError);
    expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(
      /old-refresh-token|new-secret-token|client-secret/,
    );
  });

  test("and an explanation that repeats nothing is told", async () => {
    const body = {
      error: "invalid_request",
      error_description: "AADSTS7000218: The request body must contain client_assertion.",
    };
    const { client } = await startServer({ token: [{ status: 400, body }] });
    const error = await refreshToken(client, old).catch((reason: unknown) => reason);
    expect(error instanceof DeviceFlowError && error.message).toContain("AADSTS7000218");
  });
});
