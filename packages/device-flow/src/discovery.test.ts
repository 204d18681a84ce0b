import { type Script, startFakeAuthorizationServer } from "@infershield/testkit";
import { describe, expect, onTestFinished, test } from "vitest";
import { failsWith } from "../test/fails-with.ts";
import { discoverAuthorizationServer } from "./discovery.ts";

const oidc = "/.well-known/openid-configuration";
const oauth2 = "/.well-known/oauth-authorization-server";
const options = { allowInsecureLoopback: true };

async function start(script: (origin: string) => Script): Promise<string> {
  const server = await startFakeAuthorizationServer(script);
  onTestFinished(() => server.close());
  return server.origin;
}

describe("metadata", () => {
  test("is read as OpenID Connect publishes it", async () => {
    const origin = await start((issuer) => ({ [oidc]: [{ body: { issuer, token_endpoint: `${issuer}/token` } }] }));
    expect(await discoverAuthorizationServer(origin, options)).toEqual({
      issuer: origin,
      tokenEndpoint: `${origin}/token`,
    });
  });

  test("is read as RFC 8414 publishes it where OpenID Connect's is missing", async () => {
    const origin = await start((issuer) => ({ [oauth2]: [{ body: { issuer, token_endpoint: `${issuer}/token` } }] }));
    expect(await discoverAuthorizationServer(origin, options)).toMatchObject({ tokenEndpoint: `${origin}/token` });
  });

  test("of an issuer with a path is looked for where each standard puts it", async () => {
    const origin = await start((issuer) => ({
      [`${oauth2}/tenant`]: [{ body: { issuer: `${issuer}/tenant`, token_endpoint: `${issuer}/tenant/token` } }],
    }));
    expect(await discoverAuthorizationServer(`${origin}/tenant`, options)).toMatchObject({
      issuer: `${origin}/tenant`,
    });
  });

  test("that is nowhere is UNSUPPORTED", async () => {
    const origin = await start(() => ({}));
    await expect(discoverAuthorizationServer(origin, options)).rejects.toSatisfy(failsWith("UNSUPPORTED"));
  });

  test("of another issuer is refused", async () => {
    const origin = await start((issuer) => ({
      [oidc]: [{ body: { issuer: "https://evil.example", token_endpoint: `${issuer}/token` } }],
    }));
    await expect(discoverAuthorizationServer(origin, options)).rejects.toSatisfy(failsWith("INVALID_RESPONSE"));
  });

  test.each(["token_endpoint", "device_authorization_endpoint", "revocation_endpoint"])(
    "with a %s on plain http is refused",
    async (name) => {
      const origin = await start((issuer) => ({
        [oidc]: [{ body: { issuer, token_endpoint: `${issuer}/token`, [name]: "http://auth.example/x" } }],
      }));
      await expect(discoverAuthorizationServer(origin, options)).rejects.toSatisfy(failsWith("UNTRUSTED_URI"));
    },
  );

  test("without a token endpoint is UNSUPPORTED", async () => {
    const origin = await start((issuer) => ({ [oidc]: [{ body: { issuer } }] }));
    await expect(discoverAuthorizationServer(origin, options)).rejects.toSatisfy(failsWith("UNSUPPORTED"));
  });

  test.each([
    ["HTML", { headers: { "content-type": "text/html" }, body: "<html>" }, "INVALID_RESPONSE"],
    ["a megabyte", { body: { issuer: "x".repeat(1_048_576) } }, "INVALID_RESPONSE"],
    ["a redirect", { status: 302, headers: { location: "https://evil.example" } }, "INVALID_RESPONSE"],
    ["a failure", { status: 500, body: "" }, "SERVER_ERROR"],
    ["nothing", { fault: "reset" as const }, "UNREACHABLE"],
  ] as const)("that is %s is an error of its own", async (_, answer, code) => {
    const origin = await start(() => ({ [oidc]: [answer] }));
    await expect(discoverAuthorizationServer(origin, options)).rejects.toSatisfy(failsWith(code));
  });
});

test.each(["http://auth.example", "not a url", "https://user@auth.example", "https://auth.example/#x"])(
  "the issuer %s is refused before anything is sent",
  async (issuer) => {
    await expect(discoverAuthorizationServer(issuer, options)).rejects.toSatisfy(failsWith("UNTRUSTED_URI"));
  },
);
