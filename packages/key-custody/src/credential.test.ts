import { Secret } from "@infershield/core";
import type { CredentialKind } from "@infershield/providers";
import { expect, test } from "vitest";
import { providerAt } from "../test/people.ts";
import { attach } from "./credential.ts";

const keyHeader = { header: "x-api-key", prefix: "", serves: "all" } as const;
const provider = providerAt("https://auth.acme.example");
const keyed = providerAt("https://auth.acme.example", { credentials: { client: keyHeader } });

function sent(
  value: string,
  options: Parameters<typeof attach>[3] = {},
  at = provider,
  kind: CredentialKind = "client",
) {
  const { header, value: whole, origin } = attach(at, kind, new Secret(value), options);
  return [header, whole.reveal(), origin];
}

test("a value goes out in the provider's header with the provider's scheme, once, however the caller spelt it", () => {
  const origin = "https://api.acme.example";
  expect(sent("sk-1")).toEqual(["authorization", "Bearer sk-1", origin]);
  expect(sent("bearer sk-1")).toEqual(["authorization", "bearer sk-1", origin]);
  expect(sent("sk-1", {}, keyed)).toEqual(["x-api-key", "sk-1", origin]);
});

test("a caller's value goes out in the header it came in", () => {
  expect(sent("sk-1", { header: "authorization" }, keyed).slice(0, 2)).toEqual(["authorization", "Bearer sk-1"]);
  expect(sent("sk-1", { header: "x-goog-api-key" }).slice(0, 2)).toEqual(["x-goog-api-key", "sk-1"]);
});

test("a provider's own scheme stands before the value", () => {
  const token = { header: "authorization", prefix: "token ", serves: "all" } as const;
  const at = providerAt("https://auth.acme.example", { credentials: { client: token } });
  expect(sent("sk-1", { header: "authorization" }, at)[1]).toBe("token sk-1");
});

test("a value goes to the origin it is for", () => {
  expect(sent("sk-1", { origin: "https://eu.acme.example" })[2]).toBe("https://eu.acme.example");
});

test("a kind of credential that the provider does not take is not sent, whatever header it came in", () => {
  for (const options of [{}, { header: "authorization" }]) {
    expect(() => sent("sk-1", options, keyed, "oauth")).toThrow(
      expect.objectContaining({ name: "CustodyError", code: "NOT_PERMITTED" }),
    );
  }
});

test("no token of our own is sent, of whatever kind and wherever it stands in the value", () => {
  const body = "003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf4eEWm9";
  for (const value of ["p", "a", "r", "s", "d"].map((kind) => `ifs${kind}_${body}`)) {
    for (const text of [value, `Bearer ${value}`, `x${value}x`]) {
      expect(() => sent(text)).toThrow(expect.objectContaining({ code: "NOT_PERMITTED" }));
    }
  }
  expect(sent(`ifsp_${body.slice(1)}`)[1]).toBe(`Bearer ifsp_${body.slice(1)}`);
  expect(sent(`ifsx_${body}`)[1]).toBe(`Bearer ifsx_${body}`);
});
