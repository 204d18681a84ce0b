import { createHmac } from "node:crypto";
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type KeyedDigest, system } from "@infershield/core";
import { type Home, openHome } from "@infershield/home";
import { type VirtualClock, virtualClock } from "@infershield/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Directory } from "./directory.ts";
import { IdentityError, type IdentityErrorCode } from "./error.ts";
import { openFileDirectory } from "./file-directory.ts";
import { countTokensOfKey, readTokenGrants } from "./identity-file.ts";
import { describeDirectory } from "./testing.ts";
import { mintInferShieldToken } from "./token-format.ts";

let folder: string;
let clock: VirtualClock;
const opened: Directory[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "infershield-identity-"));
  clock = virtualClock();
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((directory) => directory.close()));
  await rm(folder, { recursive: true });
});

function digestWithKeys(primary: string, others: readonly string[] = []): KeyedDigest {
  const make = (kid: string, value: string | Uint8Array) =>
    new Uint8Array(createHmac("sha256", kid).update(value).digest());
  return {
    kid: primary,
    digest: (value) => make(primary, value),
    digestWith: (kid, value) => ([primary, ...others].includes(kid) ? make(kid, value) : undefined),
  };
}

async function open(lookup = digestWithKeys("key1")): Promise<Directory> {
  const home = await openHome(folder);
  const directory = await openFileDirectory({ home, lookup, system: { ...clock, randomBytes: system.randomBytes } });
  opened.push(directory);
  return directory;
}

const file = () => join(folder, "identity.json");

async function codeOf(work: Promise<unknown>): Promise<IdentityErrorCode | undefined> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error !== undefined) expect(error).toBeInstanceOf(IdentityError);
  return error instanceof IdentityError ? error.code : undefined;
}

describeDirectory("file", {
  open: () => open(),
  person: async () => "alex@example.com",
  now: () => clock.now(),
  advance: (ms) => clock.advance(ms),
});

test("the file holds no token, is private, and can be listed without a key", async () => {
  const directory = await open();
  const { token, grant } = await directory.createToken({ userId: "local", name: "editor" });
  const text = await readFile(file(), "utf8");
  expect(text).not.toContain(token.reveal());
  expect(text).not.toContain(token.reveal().slice(5, 20));
  expect((await stat(file())).mode & 0o777).toBe(0o600);
  expect(await readTokenGrants(file())).toEqual([grant]);
  expect(await readTokenGrants(join(folder, "absent.json"))).toEqual([]);
});

describe("a refused token", () => {
  test("costs the same digests whether it is known or not", async () => {
    let digests = 0;
    const plain = digestWithKeys("key1", ["key0"]);
    const counting: KeyedDigest = {
      ...plain,
      digestWith: (kid, value) => {
        digests++;
        return plain.digestWith(kid, value);
      },
    };
    const before = await open(digestWithKeys("key0"));
    await before.createToken({ userId: "local", name: "under the old key" });
    const directory = await open(counting);
    const { token, grant } = await directory.createToken({ userId: "local", name: "a" });
    await directory.revokeToken(grant.id);
    const counts: number[] = [];
    for (const value of [token, mintInferShieldToken("p")]) {
      digests = 0;
      await directory.authenticate(value);
      counts.push(digests);
    }
    expect(counts).toEqual([2, 2]);
  });
});

describe("the time of last use", () => {
  test("is written once a minute and at closing", async () => {
    const directory = await open();
    const { token } = await directory.createToken({ userId: "local", name: "a" });
    const createdAt = clock.now();
    clock.advance(1000);
    await directory.authenticate(token);
    expect((await directory.listTokens())[0]?.lastUsedAt).toBe(createdAt + 1000);
    await expect.poll(async () => (await readTokenGrants(file()))[0]?.lastUsedAt).toBe(createdAt + 1000);
    clock.advance(59_000);
    await directory.authenticate(token);
    expect((await directory.listTokens())[0]?.lastUsedAt).toBe(createdAt + 1000);
    clock.advance(2000);
    await directory.authenticate(token);
    await directory.close();
    expect((await readTokenGrants(file()))[0]?.lastUsedAt).toBe(createdAt + 62_000);
  });
});

describe("a damaged file", () => {
  test.each([
    ["cut short", (text: string) => text.slice(0, -20)],
    ["emptied", () => ""],
    ["another format", () => '{"format":"other","v":1,"tokens":[]}'],
    ["an unknown field", (text: string) => text.replace('"v": 1', '"v": 1, "extra": 1')],
    ["a moved expiry", (text: string) => text.replace(/"expires_at_ms": \d+/, '"expires_at_ms": 9999999999999')],
    ["a changed person", (text: string) => text.replace('"user_id": "local"', '"user_id": "alex"')],
    ["a widened scope", (text: string) => text.replace('"proxy:invoke"', '"proxy:invoke", "admin:users"')],
    ["a planted digest", (text: string) => text.replace(/(?<="digest": ")./, (sign) => (sign === "_" ? "-" : "_"))],
  ])("(%s) is refused and never replaced", async (_title, damage) => {
    const { token } = await (await open()).createToken({ userId: "local", name: "a" });
    const running = await open();
    const damaged = damage(await readFile(file(), "utf8"));
    await writeFile(file(), damaged);
    clock.advance(1000);
    expect(await codeOf(open())).toBe("IDENTITY_CORRUPT");
    expect(await codeOf(running.authenticate(token))).toBe("IDENTITY_CORRUPT");
    expect(await codeOf(running.createToken({ userId: "local", name: "b" }))).toBe("IDENTITY_CORRUPT");
    expect(await readFile(file(), "utf8")).toBe(damaged);
  });

  test("of a newer version says so", async () => {
    await writeFile(file(), '{"format":"infershield-identity","v":2,"rows":[]}', { mode: 0o600 });
    expect(await codeOf(open())).toBe("IDENTITY_VERSION");
  });

  test("that others can read is refused by its mode", async () => {
    await (await open()).createToken({ userId: "local", name: "a" });
    await chmod(file(), 0o644);
    await expect(readTokenGrants(file())).rejects.toMatchObject({ code: "HOME_NOT_PRIVATE" });
  });
});

test("a token under a key that the keyset lost is listed but opens nothing", async () => {
  const { token } = await (await open(digestWithKeys("key1"))).createToken({ userId: "local", name: "a" });
  const directory = await open(digestWithKeys("key2"));
  expect(await directory.authenticate(token)).toEqual({ ok: false, reason: "unknown" });
  expect(await directory.listTokens()).toHaveLength(1);
  await directory.createToken({ userId: "local", name: "b" });
  expect(await readTokenGrants(file())).toHaveLength(2);
});

describe("a lookup key that is to be destroyed", () => {
  const uses = (kid: string): Promise<number> => countTokensOfKey(file(), kid, { now: clock.now() });

  test("is needed by the tokens that can still be used, until each was used again", async () => {
    const former = await open(digestWithKeys("key1"));
    const { token } = await former.createToken({ userId: "local", name: "used again" });
    await former.createToken({ userId: "local", name: "expires", expiresInMs: 1000 });
    const { grant } = await former.createToken({ userId: "local", name: "revoked" });
    expect(await uses("key1")).toBe(3);
    await former.revokeToken(grant.id);
    clock.advance(1000);
    expect([await uses("key1"), await uses("key2")]).toEqual([1, 0]);
    const rotated = await open(digestWithKeys("key2", ["key1"]));
    await rotated.authenticate(token);
    await rotated.close();
    expect([await uses("key1"), await uses("key2")]).toEqual([0, 1]);
    expect(await (await open(digestWithKeys("key2"))).authenticate(token)).toMatchObject({ ok: true });
    expect(await countTokensOfKey(join(folder, "absent.json"), "key1", { now: clock.now() })).toBe(0);
  });

  test("leaves what is known by it revocable, and stops no other write", async () => {
    const former = await open(digestWithKeys("key1"));
    const { token, grant } = await former.createToken({ userId: "local", name: "a" });
    const after = await open(digestWithKeys("key2"));
    expect((await after.revokeToken(grant.id)).revokedAt).toBe(clock.now());
    expect(await after.authenticate(token)).toEqual({ ok: false, reason: "unknown" });
    await after.createToken({ userId: "local", name: "b" });
    expect((await readTokenGrants(file())).map(({ revokedAt }) => revokedAt === undefined)).toEqual([false, true]);
  });

  test("gets no digest any more from a process that had not seen it go", async () => {
    const { token } = await (await open(digestWithKeys("key1"))).createToken({ userId: "local", name: "a" });
    let primary = "key2";
    const lookup: KeyedDigest = {
      get kid() {
        return primary;
      },
      digest: (value) => digestWithKeys(primary).digest(value),
      digestWith: (kid, value) => digestWithKeys("key1", [primary]).digestWith(kid, value),
    };
    const home = await openHome(folder);
    const locked: Home = {
      ...home,
      withLock: (work) =>
        home.withLock(() => {
          primary = "key3";
          return work();
        }),
    };
    const slow = await openFileDirectory({
      home: locked,
      lookup,
      system: { ...clock, randomBytes: system.randomBytes },
    });
    await slow.authenticate(token);
    await slow.close();
    expect([await uses("key1"), await uses("key2"), await uses("key3")]).toEqual([1, 0, 0]);
    expect(await (await open(digestWithKeys("key1"))).authenticate(token)).toMatchObject({ ok: true });
  });
});
