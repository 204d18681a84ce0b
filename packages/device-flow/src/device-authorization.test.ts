import { describe, expect, test } from "vitest";
import { failsWith } from "../test/fails-with.ts";
import { deviceAnswer, startServer } from "../test/fake-server.ts";
import { requestDeviceAuthorization } from "./device-authorization.ts";
import { DeviceFlowError } from "./error.ts";

describe("the request", () => {
  test("is a form with the client id, the scopes and the further parameters", async () => {
    const { client, server } = await startServer();
    await requestDeviceAuthorization(client, {
      scopes: ["openid", "email"],
      parameters: { audience: "https://api.example" },
    });
    expect(server.calls("/device/code")[0]).toMatchObject({
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded;charset=UTF-8", accept: "application/json" },
      fields: { client_id: "our-client", scope: "openid email", audience: "https://api.example" },
    });
  });

  test("names no scope when none is wanted", async () => {
    const { client, server } = await startServer();
    await requestDeviceAuthorization(client, { scopes: [] });
    expect(server.calls("/device/code")[0]?.fields).toEqual({ client_id: "our-client" });
  });

  test("cannot have its authentication set by the deviations' headers", async () => {
    const { client, server } = await startServer();
    const requestHeaders = { authorization: "Basic x", "content-type": "text/plain", "x-device": "1" };
    await requestDeviceAuthorization({ ...client, deviations: { requestHeaders } }, { scopes: [] });
    const { headers } = server.calls("/device/code")[0] ?? {};
    expect(headers).toMatchObject({ "x-device": "1", "content-type": expect.stringContaining("urlencoded") });
    expect(headers).not.toHaveProperty("authorization");
  });
});

describe("the answer", () => {
  test("tells what to show and what to poll with; the code is a secret, its life is by this machine's clock", async () => {
    const { client, server } = await startServer();
    const authorization = await requestDeviceAuthorization(client, { scopes: [], now: () => 1_000 });
    expect(JSON.parse(JSON.stringify(authorization))).toEqual({
      deviceCode: "[redacted]",
      userCode: "ABCD-EFGH",
      verificationUri: `${server.origin}/device`,
      expiresAt: 901_000,
      intervalMs: 5_000,
    });
    expect(authorization.deviceCode.reveal()).toBe("device-code");
  });

  test.each([
    ["user_code", "\u001b[2J\u001b[31mABCD"],
    ["user_code", "ABCD\u202eHGFE"],
    ["user_code", "ABCD\r\nGo to https://evil.example"],
    ["user_code", "AB\u200bCD"],
    ["user_code", "A".repeat(65)],
    ["user_code", ""],
    ["user_code", 12_345],
    ["user_code", undefined],
    ["device_code", "code with space"],
    ["device_code", "code\u0000"],
    ["device_code", undefined],
    ["verification_uri", undefined],
    ["verification_uri", 1],
  ])("is refused for a bad %s %j, and nothing of it is in the message", async (field, value) => {
    const { client } = await startServer((origin) => ({ device: [deviceAnswer(origin, { [field]: value })] }));
    const error = await requestDeviceAuthorization(client, { scopes: [] }).catch((reason: unknown) => reason);
    expect(error).toSatisfy(failsWith("INVALID_RESPONSE"));
    expect(error instanceof DeviceFlowError && /^[\x20-\x7e]*$/.test(error.message)).toBe(true);
  });

  test.each(["verification_uri", "verification_uri_complete"])(
    "is refused for a %s on a strange host",
    async (field) => {
      const { client } = await startServer((origin) => ({
        device: [deviceAnswer(origin, { [field]: "https://evil.example/" })],
      }));
      await expect(requestDeviceAuthorization(client, { scopes: [] })).rejects.toSatisfy(failsWith("UNTRUSTED_URI"));
    },
  );

  test("is taken with a page on a host that the caller lists", async () => {
    const { client } = await startServer((origin) => ({
      device: [deviceAnswer(origin, { verification_uri: "https://microsoft.com/devicelogin" })],
    }));
    const authorization = await requestDeviceAuthorization(client, {
      scopes: [],
      verificationHosts: ["microsoft.com"],
    });
    expect(authorization.verificationUri).toBe("https://microsoft.com/devicelogin");
  });

  test.each([
    [400, { error: "invalid_client" }, "INVALID_CLIENT"],
    [401, { error: "invalid_client" }, "INVALID_CLIENT"],
    [200, { error: "incorrect_client_credentials" }, "INVALID_CLIENT"],
    [400, { error: "device_flow_disabled" }, "UNSUPPORTED"],
    [400, { error: "unauthorized_client" }, "UNSUPPORTED"],
    [400, { error: "invalid_scope" }, "SERVER_ERROR"],
    [404, "Not found", "UNSUPPORTED"],
    [500, "<html>", "SERVER_ERROR"],
  ] as const)("HTTP %d with %j is %s", async (status, body, code) => {
    const { client } = await startServer({ device: [{ status, body }] });
    await expect(requestDeviceAuthorization(client, { scopes: [] })).rejects.toSatisfy(failsWith(code));
  });
});

test("a server without a device endpoint is UNSUPPORTED", async () => {
  const client = {
    server: { issuer: "https://auth.example", tokenEndpoint: "https://auth.example/token" },
    clientId: "x",
  };
  await expect(requestDeviceAuthorization(client, { scopes: [] })).rejects.toSatisfy(failsWith("UNSUPPORTED"));
});

test("an empty client id is INVALID_CLIENT before anything is sent", async () => {
  const { client, server } = await startServer();
  await expect(requestDeviceAuthorization({ ...client, clientId: "" }, { scopes: [] })).rejects.toSatisfy(
    failsWith("INVALID_CLIENT"),
  );
  expect(server.calls()).toHaveLength(0);
});
