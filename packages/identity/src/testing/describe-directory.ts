import { Secret } from "@infershield/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Directory } from "../directory.ts";
import { mintInferShieldToken } from "../token-format.ts";

/** How the suite gets at a directory. */
export interface DirectorySuite {
  /** Opens the directory of this test once more, as another process would; empty at first. The suite closes it. */
  readonly open: () => Promise<Directory>;
  /** Makes a person whom tokens can be given to. @returns the id */
  readonly person: (directory: Directory) => Promise<string>;
  readonly now: () => number;
  /** Moves the clock of every opened directory on. */
  readonly advance: (ms: number) => void;
}

const dayMs = 86_400_000;

/** What every directory must do with InferShield tokens. Run it with vitest, once for each implementation. */
export function describeDirectory(name: string, suite: DirectorySuite): void {
  describe(`directory: ${name}`, () => {
    const { now, advance } = suite;
    const opened: Directory[] = [];
    let directory: Directory;
    let userId: string;
    const open = async (): Promise<Directory> => {
      const made = await suite.open();
      opened.push(made);
      return made;
    };

    beforeEach(async () => {
      directory = await open();
      userId = await suite.person(directory);
    });
    afterEach(async () => {
      for (const each of opened.splice(0)) await each.close();
    });

    test("a created token authenticates as its person with its rights", async () => {
      const asked = { userId, name: "laptop", device: "nb1", providers: ["openai"] };
      const { token, grant } = await directory.createToken(asked);
      expect(await directory.authenticate(token)).toMatchObject({
        ok: true,
        grant,
        principal: {
          kind: "token",
          tenant: "default",
          userId,
          tokenId: grant.id,
          device: "nb1",
          providers: ["openai"],
        },
      });
      expect(grant).toMatchObject({
        kind: "p",
        last4: token.reveal().slice(-4),
        scopes: ["proxy:invoke"],
        path: false,
      });
      expect([grant.createdAt, grant.expiresAt]).toEqual([now(), now() + 90 * dayMs]);
    });

    test("a refused token is malformed, unknown, expired or revoked, and a code is no token", async () => {
      const { token, grant } = await directory.createToken({ userId, name: "a", expiresInMs: 1000 });
      const code = await directory.createToken({ userId, kind: "d", name: "code" });
      expect(await directory.authenticate(new Secret("sk-no"))).toEqual({ ok: false, reason: "malformed" });
      expect(await directory.authenticate(mintInferShieldToken("p"))).toEqual({ ok: false, reason: "unknown" });
      expect(await directory.authenticate(code.token)).toEqual({ ok: false, reason: "wrong_kind" });
      advance(999);
      expect(await directory.authenticate(token)).toMatchObject({ ok: true });
      advance(1);
      expect(await directory.authenticate(token)).toEqual({ ok: false, reason: "expired" });
      await directory.revokeToken(grant.id);
      expect(await directory.authenticate(token)).toEqual({ ok: false, reason: "revoked" });
    });

    test("another process sees a new token and a revocation within a second", async () => {
      const other = await open();
      const { token, grant } = await directory.createToken({ userId, name: "a" });
      advance(999);
      expect(await other.authenticate(token)).toMatchObject({ ok: true });
      await directory.revokeToken(grant.id);
      expect(await directory.authenticate(token)).toEqual({ ok: false, reason: "revoked" });
      advance(999);
      expect(await other.authenticate(token)).toEqual({ ok: false, reason: "revoked" });
    });

    test("tokens made at once by two processes are all kept, the oldest first", async () => {
      const both = [directory, await open()];
      const made = await Promise.all(
        both.flatMap((each, of) =>
          Array.from({ length: 5 }, (_, index) => each.createToken({ userId, name: `t${of}${index}` })),
        ),
      );
      const listed = await directory.listTokens({ userId });
      expect(new Set(listed.map(({ id }) => id))).toEqual(new Set(made.map(({ grant }) => grant.id)));
      expect(await directory.listTokens({ userId: "nobody" })).toEqual([]);
    });

    test("a rotation leaves the old token valid for the overlap, and the new one for a whole lifetime; twice", async () => {
      const first = await directory.createToken({ userId, name: "a", providers: ["openai"], expiresInMs: 10 * dayMs });
      advance(dayMs);
      const second = await directory.rotateToken(first.grant.id);
      expect(second.grant).toMatchObject({ name: "a", providers: ["openai"], rotatedFrom: first.grant.id });
      expect(second.grant.expiresAt).toBe(now() + 10 * dayMs);
      advance(599_999);
      expect(await directory.authenticate(first.token)).toMatchObject({ ok: true });
      advance(1);
      expect(await directory.authenticate(first.token)).toEqual({ ok: false, reason: "expired" });
      const third = await directory.rotateToken(second.grant.id, { overlapMs: 0 });
      expect(await directory.authenticate(second.token)).toEqual({ ok: false, reason: "expired" });
      expect(await directory.authenticate(third.token)).toMatchObject({ ok: true });
    });

    test("a token that is revoked, unknown or already rotated cannot be rotated", async () => {
      const { grant } = await directory.createToken({ userId, name: "a" });
      await directory.rotateToken(grant.id);
      const refused = (code: string) => expect.objectContaining({ name: "IdentityError", code });
      await expect(directory.rotateToken(grant.id)).rejects.toEqual(refused("NOT_ACTIVE"));
      await expect(directory.rotateToken("nobody")).rejects.toEqual(refused("NOT_FOUND"));
      await expect(directory.revokeToken("nobody")).rejects.toEqual(refused("NOT_FOUND"));
      await expect(directory.rotateToken(grant.id, { overlapMs: 2 * dayMs })).rejects.toEqual(
        refused("INVALID_EXPIRY"),
      );
    });

    test("a path token reaches exactly one provider and may only invoke", async () => {
      const { grant } = await directory.createToken({ userId, name: "a", path: true, providers: ["google"] });
      expect(grant).toMatchObject({ path: true, scopes: ["proxy:invoke"], providers: ["google"] });
      await expect(directory.createToken({ userId, name: "a", path: true })).rejects.toMatchObject({
        code: "INVALID_PATH_TOKEN",
      });
    });

    test.each([
      [{ name: "" }, "INVALID_NAME"],
      [{ name: "a\u001b[31m" }, "INVALID_NAME"],
      [{ device: "\u202e" }, "INVALID_NAME"],
      [{ providers: ["../x"] }, "INVALID_NAME"],
      [{ scopes: ["scim"] }, "INVALID_SCOPE"],
      [{ expiresInMs: 366 * dayMs }, "INVALID_EXPIRY"],
    ] as const)("%j is refused with %s and nothing is stored", async (input, code) => {
      await expect(directory.createToken({ userId, name: "a", ...input })).rejects.toMatchObject({ code });
      expect(await directory.listTokens()).toEqual([]);
    });

    test("the time of last use is coarse, seen at once here, and stored at closing", async () => {
      const { token } = await directory.createToken({ userId, name: "a" });
      advance(1000);
      const usedAt = now();
      await directory.authenticate(token);
      expect((await directory.listTokens())[0]?.lastUsedAt).toBe(usedAt);
      advance(59_000);
      await directory.authenticate(token);
      expect((await directory.listTokens())[0]?.lastUsedAt).toBe(usedAt);
      advance(2000);
      await directory.authenticate(token);
      await directory.close();
      expect((await (await open()).listTokens())[0]?.lastUsedAt).toBe(usedAt + 61_000);
    });
  });
}
