import type { Operation } from "@infershield/providers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rules } from "../src/served-paths.ts";
import { chatBody, environmentKey, startTestProxy, type TestProxy } from "./harness.ts";

/** A path of each operation. */
const paths: ReadonlyMap<Operation, string> = new Map(
  rules.map(({ operation, path }) => [operation, path.replace("{model}", "m-1").replace("{method}", "countTokens")]),
);

let proxy: TestProxy;
const tokens = new Map<string, string>();

beforeAll(async () => {
  proxy = await startTestProxy({ flags: { requireToken: true } });
  const { directory } = proxy.instance;
  const make = async (name: string, more: Partial<Parameters<typeof directory.createToken>[0]> = {}) => {
    const { token, grant } = await directory.createToken({ userId: "local", name, ...more });
    tokens.set(name, token.reveal());
    return grant;
  };
  await make("mine");
  await make("theirs", { userId: "bob" });
  const { id } = await make("revoked");
  await directory.revokeToken(id);
  await make("without the scope", { scopes: ["audit:read"] });
  await make("of the path", { path: true, providers: ["openai"] });
  await make("of an administrator", { kind: "a" });
  await make("expired", { expiresInMs: 1 });
  tokens.set("with a typing error", `${(tokens.get("mine") ?? "").slice(0, -1)}_`);
});

afterAll(() => proxy.close());

function ask(operation: Operation, headers: Record<string, string>): Promise<Response> {
  const isGet = operation === "models" || operation === "gemini_models";
  return fetch(proxy.url + (paths.get(operation) ?? ""), {
    method: isGet ? "GET" : "POST",
    headers: { ...headers, ...(!isGet && { "content-type": "application/json" }) },
    ...(!isGet && { body: JSON.stringify(chatBody("hi")) }),
  });
}

describe("every served path", () => {
  it.each([...paths.keys()])("%s refuses whoever has no token of its own", async (operation) => {
    const before = proxy.upstream.requests.length;
    const refused = [
      "revoked",
      "expired",
      "without the scope",
      "of an administrator",
      "of the path",
      "with a typing error",
    ];
    const known: ReadonlySet<string> = new Set(["without the scope", "of an administrator"]);
    for (const name of refused) {
      const response = await ask(operation, { authorization: `Bearer ${tokens.get(name) ?? ""}` });
      // 429 once there were many.
      const expected = known.has(name) ? [403] : [401, 429];
      expect(expected, `${name} at ${paths.get(operation)}`).toContain(response.status);
    }
    for (const headers of [{}, { authorization: "Bearer sk-foreign" }, { "x-infershield-user": "local" }]) {
      expect((await ask(operation, headers)).status).toBe(401);
    }
    expect(proxy.upstream.requests.length).toBe(before);
  });

  it.each([...paths.keys()])("%s lets in whoever has one", async (operation) => {
    for (const name of ["mine", "theirs"]) {
      const response = await ask(operation, { authorization: `Bearer ${tokens.get(name) ?? ""}` });
      // 400 for a body of another shape: it was read.
      expect([200, 400], `${name} at ${paths.get(operation)}`).toContain(response.status);
    }
  });
});

describe("whose credential is spent", () => {
  it("follows from the token alone, whatever the request says about a user", async () => {
    await proxy.login("at-local");
    const pretend = { "x-user-id": "local", "x-infershield-user": "local", "openai-organization": "local" };
    const chat = (name: string) =>
      fetch(`${proxy.url}/v1/chat/completions?user=local&user_id=local`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...pretend,
          authorization: `Bearer ${tokens.get(name) ?? ""}`,
        },
        body: JSON.stringify(chatBody("hi", { user: "local", user_id: "local", metadata: { user_id: "local" } })),
      });
    expect((await chat("mine")).status).toBe(200);
    expect(proxy.upstream.requests.at(-1)?.headers["authorization"]).toBe("Bearer at-local");
    expect((await chat("theirs")).status).toBe(200);
    expect(proxy.upstream.requests.at(-1)?.headers["authorization"]).toBe(`Bearer ${environmentKey}`);
    expect(proxy.upstream.requests.at(-1)?.headers["x-user-id"]).toBeUndefined();
    const users = (await proxy.records()).filter(({ phase }) => phase === "outcome").map(({ user_id }) => user_id);
    expect(users.slice(-2)).toEqual(["local", "bob"]);
  });
});
