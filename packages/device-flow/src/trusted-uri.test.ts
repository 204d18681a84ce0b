import { describe, expect, test } from "vitest";
import { failsWith } from "../test/fails-with.ts";
import { DeviceFlowError } from "./error.ts";
import { checkEndpoint, checkVerificationUri, isLoopbackHost } from "./trusted-uri.ts";

const github = { issuer: "https://github.com", verificationHosts: [] };

function refusal(run: () => unknown): DeviceFlowError {
  try {
    run();
  } catch (error) {
    if (error instanceof DeviceFlowError) return error;
  }
  throw new Error("It was not refused.");
}

describe("the page to visit", () => {
  test.each([
    ["the issuer's host", "https://github.com/login/device", github],
    ["a subdomain of it", "https://login.github.com/device", github],
    ["another port of it", "https://github.com:8443/device", github],
    [
      "a listed host",
      "https://microsoft.com/devicelogin",
      { issuer: "https://login.microsoftonline.com/t/v2.0", verificationHosts: ["microsoft.com"] },
    ],
    [
      "loopback of a loopback issuer",
      "http://127.0.0.1:4000/device",
      { issuer: "http://127.0.0.1:4001", verificationHosts: [] },
    ],
  ])("may be on %s", (_, uri, trust) => {
    expect(checkVerificationUri(uri, trust)).toBe(uri);
  });

  test.each([
    ["another host", "https://evil.example/login"],
    ["a host that only ends alike", "https://evilgithub.com/device"],
    ["the issuer as a subdomain of another", "https://github.com.evil.example/device"],
    ["a parent domain", "https://com/device"],
    ["a host hidden behind a user name", "https://github.com@evil.example/device"],
    ["a user name", "https://user@github.com/device"],
    ["plain http", "http://github.com/device"],
    ["plain http on loopback of a remote issuer", "http://127.0.0.1/device"],
    ["a script", "javascript:alert(1)"],
    ["a file", "file:///etc/passwd"],
    ["a program's scheme", "vscode://github.com/device"],
    ["no URL", "github.com/device"],
    ["nothing", ""],
    ["a look-alike host in another alphabet", "https://gіthub.com/device"],
    ["a colour sequence", "https://github.com/\u001b[31mdevice"],
    ["a line end", "https://github.com/\ndevice"],
    ["a tab, which the URL parser drops", "https://git\thub.com/device"],
    ["a right-to-left mark", "https://github.com/\u202edevice"],
    ["a space", "https://github.com/ device"],
    ["more than 2,048 characters", `https://github.com/${"a".repeat(2_048)}`],
  ])("is refused for %s", (_, uri) => {
    expect(() => checkVerificationUri(uri, github)).toThrow(expect.toSatisfy(failsWith("UNTRUSTED_URI")));
  });

  test("a refusal names the host and repeats nothing raw", () => {
    const raw = refusal(() => checkVerificationUri("https://evil.example/\u0007secret-path", github));
    const named = refusal(() => checkVerificationUri("https://evil.example/secret-path", github));
    expect(raw.message).not.toContain("secret-path");
    expect(named.message).toContain("evil.example");
    expect(named.message).not.toContain("secret-path");
  });
});

describe("an endpoint", () => {
  test("is https, or http on loopback when that is allowed", () => {
    expect(checkEndpoint("https://auth.example/token", { allowInsecureLoopback: false }).href).toBe(
      "https://auth.example/token",
    );
    expect(checkEndpoint("http://[::1]:9/token", { allowInsecureLoopback: true }).port).toBe("9");
  });

  test.each([
    ["http://auth.example/token", true],
    ["http://127.0.0.1/token", false],
    ["http://127.0.0.1.nip.io/token", true],
    ["ftp://auth.example/token", true],
    ["https://user:pass@auth.example/token", true],
    ["https://auth.example/token#part", true],
    ["/token", true],
  ])("%s is refused", (endpoint, allowInsecureLoopback) => {
    expect(() => checkEndpoint(endpoint, { allowInsecureLoopback })).toThrow(
      expect.toSatisfy(failsWith("UNTRUSTED_URI")),
    );
  });
});

test.each([
  ["http://127.0.0.1", true],
  ["http://127.9.9.9", true],
  ["http://2130706433", true],
  ["http://0x7f.1", true],
  ["http://[::1]", true],
  ["http://localhost", true],
  ["http://localhost.evil.example", false],
  ["http://128.0.0.1", false],
  ["http://[::ffff:7f00:1]", false],
  ["http://0.0.0.0", false],
])("%s is loopback: %s", (url, expected) => {
  expect(isLoopbackHost(new URL(url).hostname)).toBe(expected);
});
