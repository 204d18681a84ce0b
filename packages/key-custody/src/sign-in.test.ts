import { Secret } from "@infershield/core";
import type { Provider, SignIn } from "@infershield/providers";
import { memoryTokenStore } from "@infershield/token-store";
import { describe, expect, test } from "vitest";
import { keyFor, providerAt, signInOf } from "../test/people.ts";
import { CustodyError } from "./error.ts";
import { type PreparedSignIn, prepareBrowserSignIn, prepareDeviceSignIn } from "./sign-in.ts";

const acme = providerAt("https://acme.example");
const { signIn: itsSignIn, ...withoutSignIn } = acme;
const fetch = () => Promise.reject(new TypeError("nobody may be called"));
const unavailable = expect.objectContaining({ constructor: CustodyError, code: "SIGN_IN_UNAVAILABLE" });

/** The provider with another way to sign in, without a client id unless one is named. */
function withSignIn(change: Partial<SignIn>): Provider {
  if (itsSignIn === undefined) throw new Error("the test provider signs in");
  const { clientId: _, ...signIn } = itsSignIn;
  return { ...acme, signIn: { ...signIn, ...change } };
}

describe("a sign-in with a code", () => {
  test("is prepared for the configured client, with the provider's further fields", async () => {
    const provider = withSignIn({ clientId: "cli", parameters: { audience: "llm" } });
    const { client, signIn, parameters } = await prepareDeviceSignIn(provider, { fetch });
    expect(client).toMatchObject({ clientId: "cli", server: acme.signIn?.server, deviations: {} });
    expect([signIn, parameters]).toEqual([provider.signIn, { audience: "llm" }]);
    expect((await prepareDeviceSignIn(acme, { fetch })).parameters).toEqual({});
  });

  test.each([
    ["without any sign-in", withoutSignIn],
    ["without a client id", withSignIn({})],
    ["whose sign-in needs a browser", withSignIn({ clientId: "cli", flow: "browser" })],
  ])("is not to be had at a provider %s", async (_, provider) => {
    await expect(prepareDeviceSignIn(provider, { fetch })).rejects.toEqual(unavailable);
  });

  test("that is not to be had says how to get a client id, or what to do instead", async () => {
    const hintOf = (provider: Provider) =>
      prepareDeviceSignIn(provider, { fetch }).catch((error: unknown) => error instanceof CustodyError && error.hint);
    expect(await hintOf(withSignIn({ registerHelp: "Register one." }))).toBe("Register one.");
    expect(await hintOf(withSignIn({}))).toContain("auth login --with-token acme");
    expect(await hintOf(withoutSignIn)).toContain("auth login --with-token acme");
  });
});

describe("a sign-in in a browser", () => {
  const issuing = {
    flow: "browser",
    requiredScopes: ["llm", "offline"],
    deviations: { issuedClientId: { insteadOf: "newcomer" } },
    introduction: { hello: "first" },
    installationField: "device_id",
    parameters: { prompt: "login" },
  } as const satisfies Partial<SignIn>;
  const prepare = (provider: Provider, stored?: Awaited<ReturnType<typeof record>>): Promise<PreparedSignIn> =>
    prepareBrowserSignIn(provider, { stored, storeId: "store-1", fetch });

  /** What is stored for the account: a sign-in of the client `issued-1`. */
  async function record(scopes: readonly string[]) {
    const token = signInOf({ accessToken: "a", refreshToken: "r" }, { expiresAt: 1 });
    return memoryTokenStore().put({ ...token, scopes, clientId: "issued-1" }, { expectedGeneration: 0 });
  }

  test("is prepared for the configured client, without an introduction", async () => {
    const provider = withSignIn({ clientId: "cli", flow: "browser", introduction: { hello: "first" } });
    const { client, signIn, parameters } = await prepare(provider);
    expect([client.clientId, signIn, parameters]).toEqual(["cli", provider.signIn, {}]);
  });

  test("introduces a newcomer, and names the installation by a UUID that is always the same", async () => {
    const { client, parameters } = await prepare(withSignIn(issuing));
    expect(client.clientId).toBe("newcomer");
    expect(parameters).toEqual({
      prompt: "login",
      hello: "first",
      device_id: "urn:uuid:146a025e-a096-8032-b9d7-cc490d280157",
    });
    const elsewhere = { stored: undefined, storeId: "store-2", fetch };
    expect((await prepareBrowserSignIn(withSignIn(issuing), elsewhere)).parameters["device_id"]).not.toBe(
      parameters["device_id"],
    );
  });

  test("goes on with the client id that was issued to the account, and needs no introduction", async () => {
    const { client, parameters } = await prepare(withSignIn(issuing), await record(["offline", "llm"]));
    expect(client.clientId).toBe("issued-1");
    expect(Object.keys(parameters)).toEqual(["prompt", "device_id"]);
  });

  test("asks for a new client id where the issued one was not granted all that is needed, or was never issued", async () => {
    expect((await prepare(withSignIn(issuing), await record(["llm"]))).client.clientId).toBe("newcomer");
    const key = { ...keyFor(), kind: "api_key", state: "active", scopes: ["llm", "offline"] } as const;
    const stored = await memoryTokenStore().put({ ...key, apiKey: new Secret("sk") }, { expectedGeneration: 0 });
    expect((await prepare(withSignIn(issuing), stored)).client.clientId).toBe("newcomer");
  });

  test("takes any issued client id where no scope is needed, and the configured one before it", async () => {
    const { requiredScopes: _, ...undemanding } = issuing;
    expect((await prepare(withSignIn(undemanding), await record([]))).client.clientId).toBe("issued-1");
    const configured = withSignIn({ ...undemanding, clientId: "cli" });
    expect((await prepare(configured, await record([]))).client.clientId).toBe("cli");
  });

  test.each([
    ["without any sign-in", withoutSignIn],
    ["without a client id or newcomers", withSignIn({ flow: "browser" })],
  ])("is not to be had at a provider %s", async (_, provider) => {
    await expect(prepare(provider, await record(["llm"]))).rejects.toEqual(unavailable);
  });

  test("that a provider allows on a person's own machine only is refused where its tokens may not be used", async () => {
    const local = withSignIn({ clientId: "cli", flow: "browser", localOnly: true });
    const { oauth: _, ...shared } = local.credentials;
    await expect(prepare({ ...local, credentials: shared })).rejects.toEqual(unavailable);
    expect((await prepare(local)).client.clientId).toBe("cli");
    const anywhere = withSignIn({ clientId: "cli", flow: "browser" });
    expect((await prepare({ ...anywhere, credentials: shared })).client.clientId).toBe("cli");
  });
});
