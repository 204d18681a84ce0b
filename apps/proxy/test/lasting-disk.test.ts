import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { Secret } from "@infershield/core";
import { type FakeAuthorizationServer, startFakeAuthorizationServer } from "@infershield/testkit";
import { type TokenStore, TokenStoreError } from "@infershield/token-store";
import { afterEach, describe, expect, it } from "vitest";
import { chatBody, errorOf, startTestProxy, type TestProxy } from "./harness.ts";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const minute = 60_000;
const renewed = { body: { access_token: "at-2", token_type: "Bearer", expires_in: 3_600, refresh_token: "rt-2" } };

/** A proxy whose token store can be told to fail at every write, as on a full or closed disk, or to fail at every read. */
async function startOn(login: { readonly expiresAt: number }) {
  const server: FakeAuthorizationServer = await startFakeAuthorizationServer({ "/token": [renewed] });
  closing.push(server.close);
  const broken = { writes: false, reads: false };
  const fail = (): Promise<never> => Promise.reject(new TokenStoreError("STORE_CORRUPT", "the disk failed"));
  const onDisk = (store: TokenStore): TokenStore => ({
    ...store,
    get: (key) => (broken.reads ? fail() : store.get(key)),
    put: (token, wish) => (broken.writes ? fail() : store.put(token, wish)),
    journal: {
      ...store.journal,
      write: (key, entry) => (broken.writes ? fail() : store.journal.write(key, entry)),
      clear: (key) => (broken.writes ? fail() : store.journal.clear(key)),
    },
  });
  const proxy: TestProxy = await startTestProxy({
    env: {
      INFERSHIELD_OPENAI_CLIENT_ID: "client-1",
      INFERSHIELD_OPENAI_DEVICE_ENDPOINT: `${server.origin}/device`,
      INFERSHIELD_OPENAI_TOKEN_ENDPOINT: `${server.origin}/token`,
    },
    allowPrivate: [server.origin],
    tokens: onDisk,
  });
  closing.push(proxy.close);
  await proxy.login("at-1", { refreshToken: new Secret("rt-1"), ...login });
  const authorization = `Bearer ${await proxy.token()}`;
  return {
    proxy,
    broken,
    ask: () => proxy.chat(chatBody("hi"), { authorization }),
    refreshes: () => server.calls("/token").length,
  };
}

describe("while the token store cannot be written", () => {
  it("valid tokens are served", async () => {
    const { proxy, broken, ask, refreshes } = await startOn({ expiresAt: Date.now() + 60 * minute });
    broken.writes = true;
    const responses = await Promise.all(Array.from({ length: 20 }, ask));
    expect(responses.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect([proxy.upstream.requests.length, refreshes()]).toEqual([20, 0]);
  });

  it("a token that is due is served and its refresh token is not spent", async () => {
    const { broken, ask, refreshes } = await startOn({ expiresAt: Date.now() + minute / 2 });
    broken.writes = true;
    expect((await ask()).status).toBe(200);
    expect(refreshes()).toBe(0);
  });

  it("an expired token is refused without spending its refresh token, and served again when it can be written", async () => {
    const { proxy, broken, ask, refreshes } = await startOn({ expiresAt: Date.now() - minute });
    broken.writes = true;
    const refused = await Promise.all(Array.from({ length: 20 }, ask));
    expect(refused.every(({ status }) => status === 503 || status === 504)).toBe(true);
    expect([proxy.upstream.requests.length, refreshes()]).toEqual([0, 0]);
    broken.writes = false;
    await expect.poll(async () => (await ask()).status).toBe(200);
    expect(refreshes()).toBe(1);
  });
});

describe("while the token store cannot be read", () => {
  it("every request is refused by name, nothing leaves, and the next one is served when it can", async () => {
    const { proxy, broken, ask } = await startOn({ expiresAt: Date.now() + 60 * minute });
    broken.reads = true;
    for (const response of await Promise.all(Array.from({ length: 20 }, ask))) {
      expect(response.status).toBe(503);
      expect((await errorOf(response))["code"]).toBe("store_unavailable");
    }
    expect(proxy.upstream.requests).toHaveLength(0);
    broken.reads = false;
    expect((await ask()).status).toBe(200);
  });
});

describe("files and folders of a home", () => {
  it("are open to nobody else, under a umask that would let everybody in", async () => {
    const before = process.umask(0);
    try {
      const { proxy, ask } = await startOn({ expiresAt: Date.now() - minute });
      expect((await ask()).status).toBe(200);
      await proxy.records();
      const home = proxy.config.homePath;
      const entries = readdirSync(home, { recursive: true, withFileTypes: true });
      const open = entries
        .map((entry) => join(entry.parentPath, entry.name))
        .filter((path) => (statSync(path).mode & 0o777) !== (statSync(path).isDirectory() ? 0o700 : 0o600));
      expect(open).toEqual([]);
      expect(statSync(home).mode & 0o777).toBe(0o700);
      const names = entries.map(({ name }) => name);
      for (const name of ["master.key", "tokens.json", "tokens.journal", "identity.json", "audit"])
        expect(names).toContain(name);
    } finally {
      process.umask(before);
    }
  });
});
