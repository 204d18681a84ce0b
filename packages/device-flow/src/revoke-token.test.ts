import { Secret } from "@infershield/core";
import { expect, test } from "vitest";
import { failsWith } from "../test/fails-with.ts";
import { startServer } from "../test/fake-server.ts";
import { revokeToken } from "./revoke-token.ts";

const token = new Secret("a-token");

test("a revocation names the token, its kind and the client", async () => {
  const { client, server } = await startServer();
  expect(await revokeToken(client, token, { hint: "refresh_token" })).toEqual({ outcome: "revoked" });
  expect(server.calls("/revoke")[0]).toMatchObject({
    method: "POST",
    fields: { token: "a-token", token_type_hint: "refresh_token", client_id: "our-client" },
  });
});

test.each([
  [{ status: 503, body: "" }, "failed", "SERVER_ERROR"],
  [{ status: 500, body: "<html>" }, "failed", "SERVER_ERROR"],
  [{ status: 404, body: "" }, "failed", "INVALID_RESPONSE"],
  [{ status: 302, headers: { location: "https://evil.example" } }, "failed", "INVALID_RESPONSE"],
  [{ fault: "reset" as const }, "failed", "UNREACHABLE"],
  [{ status: 401, body: { error: "invalid_client" } }, "failed", "INVALID_CLIENT (invalid_client)"],
  [{ status: 400, body: { error: "invalid_request" } }, "failed", "SERVER_ERROR (invalid_request)"],
  [{ status: 400, body: { error: "unsupported_token_type" } }, "unsupported", "UNSUPPORTED (unsupported_token_type)"],
])("the answer %j is told as it is", async (answer, outcome, reason) => {
  const { client } = await startServer({ revoke: [answer] });
  expect(await revokeToken(client, token, { hint: "access_token" })).toEqual({ outcome, reason });
});

test("a server without a revocation endpoint is said to have none", async () => {
  const { client } = await startServer();
  const { revocationEndpoint: _, ...server } = client.server;
  expect(await revokeToken({ ...client, server }, token, { hint: "access_token" })).toEqual({
    outcome: "unsupported",
    reason: "NO_ENDPOINT",
  });
});

test("a token is not revoked over plain http to another machine", async () => {
  const { client } = await startServer();
  const server = { ...client.server, revocationEndpoint: "http://auth.example/revoke" };
  expect(await revokeToken({ ...client, server }, token, { hint: "access_token" })).toEqual({
    outcome: "failed",
    reason: "UNTRUSTED_URI",
  });
});

test("a caller that stops is obeyed", async () => {
  const { client } = await startServer({ revoke: [{ fault: "silence" }] });
  const revoked = revokeToken(client, token, { hint: "access_token", signal: AbortSignal.timeout(20) });
  await expect(revoked).rejects.toSatisfy(failsWith("ABORTED"));
});
