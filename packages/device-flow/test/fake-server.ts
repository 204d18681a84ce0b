import { type FakeAuthorizationServer, type ScriptedAnswer, startFakeAuthorizationServer } from "@infershield/testkit";
import { onTestFinished } from "vitest";
import type { OAuthClient } from "../src/index.ts";

/** What the endpoints of {@link startServer} answer, in order. */
export interface Answers {
  readonly device?: readonly ScriptedAnswer[];
  readonly token?: readonly ScriptedAnswer[];
  readonly revoke?: readonly ScriptedAnswer[];
}

/** A device authorization answer that nothing is wrong with, at the server's own address. */
export function deviceAnswer(origin: string, fields: object = {}): ScriptedAnswer {
  const body = {
    device_code: "device-code",
    user_code: "ABCD-EFGH",
    verification_uri: `${origin}/device`,
    expires_in: 900,
    interval: 5,
  };
  return { body: { ...body, ...fields } };
}

/** A token answer that nothing is wrong with. */
export function tokenAnswer(fields: object = {}): ScriptedAnswer {
  return {
    body: {
      access_token: "access-token",
      token_type: "Bearer",
      expires_in: 3_600,
      refresh_token: "refresh-token",
      ...fields,
    },
  };
}

/** Starts a fake authorization server for the running test and gives a client of it. */
export async function startServer(
  answers: Answers | ((origin: string) => Answers) = {},
): Promise<{ readonly server: FakeAuthorizationServer; readonly client: OAuthClient }> {
  const server = await startFakeAuthorizationServer((origin) => {
    const { device, token, revoke } = typeof answers === "function" ? answers(origin) : answers;
    return {
      "/device/code": device ?? [deviceAnswer(origin)],
      "/token": token ?? [tokenAnswer()],
      "/revoke": revoke ?? [{}],
    };
  });
  onTestFinished(() => server.close());
  const client: OAuthClient = {
    server: {
      issuer: server.origin,
      deviceAuthorizationEndpoint: `${server.origin}/device/code`,
      tokenEndpoint: `${server.origin}/token`,
      revocationEndpoint: `${server.origin}/revoke`,
    },
    clientId: "our-client",
    allowInsecureLoopback: true,
  };
  return { server, client };
}
