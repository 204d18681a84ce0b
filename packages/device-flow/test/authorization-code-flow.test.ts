import { type Sandbox, startSandbox } from "@infershield/sandbox";
import { scriptlessBrowser, startFakeAuthorizationServer, unsignedJwt } from "@infershield/testkit";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import {
  discoverAuthorizationServer,
  type OAuthClient,
  redeemAuthorizationCode,
  startAuthorizationCode,
} from "../src/index.ts";
import { authorizationCodeFlow } from "../src/loopback.ts";
import { failsWith } from "./fails-with.ts";
import { tokenAnswer } from "./fake-server.ts";

let sandbox: Sandbox;
let client: OAuthClient;
beforeEach(async () => {
  sandbox = await startSandbox();
  const server = await discoverAuthorizationServer(sandbox.issuer, { allowInsecureLoopback: true });
  client = { server, clientId: sandbox.clientId, allowInsecureLoopback: true };
});
afterEach(() => sandbox.close());

const scopes = ["openid", "email"];

/** A person who signs in and decides, in the browser that was opened for them. */
async function decide(url: string, decision: "approve" | "deny"): Promise<string> {
  const browser = scriptlessBrowser();
  const approval = await browser.submit(await browser.visit(url), { login: "kim@example.com" });
  return (await browser.submit(approval, { decision })).html;
}

describe("a sign-in through a browser on this machine", () => {
  test("brings the tokens of the one who approved", async () => {
    let page: Promise<string> | undefined;
    const { tokens, clientId } = await authorizationCodeFlow(client, {
      scopes,
      open: (url) => {
        page = decide(url, "approve");
      },
    });
    expect(tokens.account).toEqual({ subject: "kim@example.com", name: "kim@example.com" });
    expect(clientId).toBe(sandbox.clientId);
    const headers = { authorization: `Bearer ${tokens.accessToken.reveal()}` };
    expect((await fetch(`${sandbox.apiBaseUrl}/models`, { headers })).status).toBe(200);
    expect(await page).toContain("You can close this page");
  });

  test("that is refused is ACCESS_DENIED", async () => {
    const signedIn = authorizationCodeFlow(client, { scopes, open: (url) => void decide(url, "deny") });
    await expect(signedIn).rejects.toSatisfy(failsWith("ACCESS_DENIED", "access_denied"));
  });

  test("listens on 127.0.0.1 and asks with PKCE, state and nonce", async () => {
    let asked = new URL("http://unset.invalid");
    const stop = new AbortController();
    const open = (url: string): void => {
      asked = new URL(url);
      stop.abort();
    };
    await expect(authorizationCodeFlow(client, { scopes, open, signal: stop.signal })).rejects.toSatisfy(
      failsWith("ABORTED"),
    );
    const sent = Object.fromEntries(asked.searchParams);
    expect(sent).toMatchObject({
      response_type: "code",
      client_id: sandbox.clientId,
      code_challenge_method: "S256",
      scope: "openid email",
    });
    expect(sent["redirect_uri"]).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback$/);
    for (const name of ["state", "nonce", "code_challenge"]) expect(sent[name]).toMatch(/^[\w-]{43}$/);
  });

  test("is not disturbed by others on this machine who knock with a wrong state, host, path or method", async () => {
    const statuses: number[] = [];
    const open = async (url: string): Promise<void> => {
      const { searchParams } = new URL(url);
      const back = searchParams.get("redirect_uri") ?? "";
      const state = searchParams.get("state") ?? "";
      const knocks: readonly [string, RequestInit?][] = [
        [`${back}?code=stolen&state=guess`],
        [`${back}?error=access_denied`],
        [`${back}/other?state=${state}`],
        [`${back.replace("127.0.0.1", "localhost")}?code=x&state=${state}`],
        [`${back}?code=x&state=${state}`, { method: "POST" }],
      ];
      for (const [knock, init] of knocks) statuses.push((await fetch(knock, init)).status);
      void decide(url, "approve");
    };
    const { tokens } = await authorizationCodeFlow(client, { scopes, open });
    expect(tokens.account?.name).toBe("kim@example.com");
    expect(statuses).toEqual([400, 400, 400, 400, 400]);
  });

  test("ends when nobody comes back in time, and frees its port", async () => {
    let back = "";
    const open = (url: string): void => {
      back = new URL(url).searchParams.get("redirect_uri") ?? "";
    };
    const signedIn = authorizationCodeFlow(client, { scopes, open, sleep: async () => undefined });
    await expect(signedIn).rejects.toSatisfy(failsWith("EXPIRED_TOKEN"));
    await expect(fetch(back)).rejects.toThrow();
  });

  test("says when its port is taken", async () => {
    const port = Number(new URL(sandbox.issuer).port);
    await expect(authorizationCodeFlow(client, { scopes, open: () => undefined, port })).rejects.toSatisfy(
      failsWith("UNREACHABLE"),
    );
  });

  test("is UNSUPPORTED without an authorization endpoint", async () => {
    const { authorizationEndpoint: _, ...server } = client.server;
    const signedIn = authorizationCodeFlow({ ...client, server }, { scopes, open: () => undefined });
    await expect(signedIn).rejects.toSatisfy(failsWith("UNSUPPORTED"));
  });
});

describe("an address that was pasted or came back", () => {
  const redirectUri = "http://127.0.0.1:9/callback";

  async function requested(
    server: object = {},
  ): Promise<{ used: OAuthClient; state: string; request: Awaited<ReturnType<typeof startAuthorizationCode>> }> {
    const used = { ...client, server: { ...client.server, ...server } };
    const request = await startAuthorizationCode(used, { scopes, redirectUri });
    return { used, state: request.state, request };
  }

  test.each([
    ["another state", (_: string) => `${redirectUri}?code=c&state=other`],
    ["no state", (_: string) => `${redirectUri}?code=c`],
    ["another host", (state: string) => `http://evil.example/callback?code=c&state=${state}`],
    ["another path", (state: string) => `http://127.0.0.1:9/other?code=c&state=${state}`],
    ["another issuer", (state: string) => `${redirectUri}?code=c&state=${state}&iss=https%3A%2F%2Fevil.example`],
    ["an unprintable error", (state: string) => `${redirectUri}?error=%1b%5b2J&state=${state}`],
    ["no address at all", (_: string) => "the code is 1234"],
  ])("is refused for %s", async (_, returned) => {
    const { used, state, request } = await requested({ issParameter: false });
    await expect(redeemAuthorizationCode(used, request, returned(state))).rejects.toSatisfy(
      failsWith("INVALID_RESPONSE"),
    );
  });

  test("is refused without an issuer where the server always names itself", async () => {
    const { used, state, request } = await requested();
    const redeemed = redeemAuthorizationCode(used, request, `${redirectUri}?code=c&state=${state}`);
    await expect(redeemed).rejects.toSatisfy(failsWith("INVALID_RESPONSE"));
    expect(used.server.issParameter).toBe(true);
  });

  test("is redeemed from what a person pasted, when the browser ran elsewhere", async () => {
    const answers = { "/token": [tokenAnswer()] };
    const fake = await startFakeAuthorizationServer(answers);
    onTestFinished(() => fake.close());
    const server = {
      issuer: fake.origin,
      tokenEndpoint: `${fake.origin}/token`,
      authorizationEndpoint: `${fake.origin}/authorize`,
    };
    const { promise: address, resolve } = Promise.withResolvers<string>();
    const { tokens } = await authorizationCodeFlow(
      { server, clientId: "our-client", allowInsecureLoopback: true },
      {
        scopes,
        open: (url) => {
          const { searchParams } = new URL(url);
          resolve(` ${searchParams.get("redirect_uri")}?code=pasted-code&state=${searchParams.get("state")}\n`);
        },
        paste: () => address,
      },
    );
    expect(tokens.accessToken.reveal()).toBe("access-token");
    expect(fake.calls("/token")[0]?.fields).toMatchObject({
      grant_type: "authorization_code",
      code: "pasted-code",
      code_verifier: expect.stringMatching(/^[\w-]{43}$/),
      client_id: "our-client",
    });
  });

  describe("from a server that issues client ids", () => {
    const issuing = { deviations: { issuedClientId: { insteadOf: "newcomer" } } };

    async function redeemed(clientId: string, returned: string) {
      const fake = await startFakeAuthorizationServer({ "/token": [tokenAnswer()] });
      onTestFinished(() => fake.close());
      const server = { ...client.server, tokenEndpoint: `${fake.origin}/token`, issParameter: false };
      const used: OAuthClient = { ...client, ...issuing, server, clientId };
      const request = await startAuthorizationCode(used, { scopes, redirectUri });
      const address = `${redirectUri}?code=c&state=${request.state}${returned}`;
      const signedIn = await redeemAuthorizationCode(used, request, address, { parameters: { resource: "api" } });
      return { clientId: signedIn.clientId, sent: fake.calls("/token")[0]?.fields };
    }

    test("names the one that is used from then on", async () => {
      const { clientId, sent } = await redeemed("newcomer", "&client_id=issued-client");
      expect(clientId).toBe("issued-client");
      expect(sent).toMatchObject({ client_id: "issued-client", resource: "api" });
    });

    test.each(["", "&client_id=issued-client"])("keeps one that was issued before, after %j", async (returned) => {
      const { clientId, sent } = await redeemed("issued-client", returned);
      expect(clientId).toBe("issued-client");
      expect(sent).toMatchObject({ client_id: "issued-client" });
    });

    test.each([
      ["newcomer", ""],
      ["newcomer", "&client_id=newcomer"],
      ["newcomer", "&client_id=%1b[2J"],
      ["issued-client", "&client_id=somebody-else"],
    ])("is refused for %s after %j, and no code is redeemed", async (clientId, returned) => {
      await expect(redeemed(clientId, returned)).rejects.toSatisfy(failsWith("INVALID_RESPONSE"));
    });

    test("tells a refusal as one, which names no client id", async () => {
      const used: OAuthClient = {
        ...client,
        ...issuing,
        server: { ...client.server, issParameter: false },
        clientId: "newcomer",
      };
      const request = await startAuthorizationCode(used, { scopes, redirectUri });
      const returned = `${redirectUri}?error=access_denied&state=${request.state}`;
      const refused = redeemAuthorizationCode(used, request, returned);
      await expect(refused).rejects.toSatisfy(failsWith("ACCESS_DENIED", "access_denied"));
    });
  });

  test("takes no client id from a server that issues none", async () => {
    const fake = await startFakeAuthorizationServer({ "/token": [tokenAnswer()] });
    onTestFinished(() => fake.close());
    const { used, state, request } = await requested({ tokenEndpoint: `${fake.origin}/token`, issParameter: false });
    const returned = `${redirectUri}?code=c&state=${state}&client_id=somebody-else`;
    expect((await redeemAuthorizationCode(used, request, returned)).clientId).toBe(sandbox.clientId);
  });

  test("is refused when the ID token belongs to another sign-in", async () => {
    const id_token = unsignedJwt({ iss: sandbox.issuer, aud: sandbox.clientId, sub: "x", nonce: "other" });
    const fake = await startFakeAuthorizationServer({ "/token": [tokenAnswer({ id_token })] });
    onTestFinished(() => fake.close());
    const { used, state, request } = await requested({ tokenEndpoint: `${fake.origin}/token`, issParameter: false });
    const redeemed = redeemAuthorizationCode(used, request, `${redirectUri}?code=c&state=${state}`);
    await expect(redeemed).rejects.toSatisfy(failsWith("INVALID_RESPONSE"));
  });
});
