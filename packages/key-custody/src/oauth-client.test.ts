import type { Fetch } from "@infershield/core";
import type { Provider, SignIn } from "@infershield/providers";
import { expect, test } from "vitest";
import { providerAt } from "../test/people.ts";
import { CustodyError } from "./error.ts";
import { createOAuthClients } from "./oauth-client.ts";

const issuer = "https://auth.acme.example";
const metadata = { issuer, token_endpoint: `${issuer}/token` };

/** The sign-in of the tests, at a server that has to be discovered. */
function signInAt(issuer: string): SignIn {
  const { signIn } = providerAt(issuer);
  if (signIn === undefined) throw new Error("The provider of the tests signs in.");
  const { server: _, allowInsecureLoopback: __, ...undiscovered } = signIn;
  return { ...undiscovered, issuer };
}

const acme: Provider = { ...providerAt(issuer), signIn: signInAt(issuer) };

/** Answers with the server's metadata. @param asked - Every address that was asked for. */
function answering(asked: string[], answer: object = metadata): Fetch {
  return async (url) => {
    asked.push(String(url));
    return Response.json(answer);
  };
}

const signInAgain = expect.objectContaining({ constructor: CustodyError, code: "REAUTHENTICATION_REQUIRED" });

test("an issuer is discovered once, whoever asks, and each asks for its own client", async () => {
  const asked: string[] = [];
  const clients = createOAuthClients(answering(asked));
  const both = await Promise.all([clients(acme, undefined), clients(acme, "issued")]);
  expect(both.map(({ clientId, server }) => [clientId, server.tokenEndpoint])).toEqual([
    ["cli", metadata.token_endpoint],
    ["issued", metadata.token_endpoint],
  ]);
  expect(asked).toHaveLength(1);
});

test("an issuer that could not be discovered is asked again", async () => {
  const asked: string[] = [];
  const answer = answering(asked);
  let up = false;
  const clients = createOAuthClients((...call) => (up ? answer(...call) : Promise.reject(new TypeError("down"))));
  await expect(clients(acme, undefined)).rejects.toMatchObject({ code: "UNREACHABLE" });
  up = true;
  expect(await clients(acme, undefined)).toMatchObject({ clientId: "cli" });
});

test("endpoints may be plain http on a loopback address where the provider says so, and nowhere else", async () => {
  const local = "http://127.0.0.1:9";
  const clients = createOAuthClients(answering([], { issuer: local, token_endpoint: `${local}/token` }));
  await expect(clients({ ...acme, signIn: signInAt(local) }, undefined)).rejects.toMatchObject({
    code: "UNTRUSTED_URI",
  });
  const allowed = await clients({ ...acme, signIn: { ...signInAt(local), allowInsecureLoopback: true } }, undefined);
  expect(allowed.allowInsecureLoopback).toBe(true);
  expect((await createOAuthClients(answering([]))(acme, undefined)).allowInsecureLoopback).toBe(false);
});

test("a provider without a sign-in, a server or a client id has no client", async () => {
  const clients = createOAuthClients(answering([]));
  const { signIn: _, ...keysOnly } = acme;
  await expect(clients(keysOnly, "cli")).rejects.toEqual(signInAgain);
  const { issuer: __, ...serverless } = signInAt(issuer);
  await expect(clients({ ...acme, signIn: serverless }, "cli")).rejects.toEqual(signInAgain);
  const { clientId: ___, ...unnamed } = signInAt(issuer);
  await expect(clients({ ...acme, signIn: unnamed }, undefined)).rejects.toEqual(signInAgain);
});
