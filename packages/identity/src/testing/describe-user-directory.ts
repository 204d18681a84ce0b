import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { mintInferShieldToken } from "../token-format.ts";
import type { User } from "../user.ts";
import type { UserDirectory } from "../user-directory.ts";
import { describeDirectory } from "./describe-directory.ts";

/** How the suite gets at a directory of users. */
export interface UserDirectorySuite {
  /** Opens the directory of this test once more, as another process would; empty at first. The suite closes it. */
  readonly open: () => Promise<UserDirectory>;
  readonly now: () => number;
  /** Moves the clock of every opened directory on. */
  readonly advance: (ms: number) => void;
}

const hourMs = 3_600_000;
const refused = (code: string) => expect.objectContaining({ name: "IdentityError", code });

/** What every directory of users must do, the part about tokens included. Run it with vitest, once for each implementation. */
export function describeUserDirectory(name: string, suite: UserDirectorySuite): void {
  describeDirectory(name, {
    ...suite,
    person: async () => {
      const directory = await suite.open();
      const { id } = await directory.createUser({ email: "alex@example.com" });
      await directory.close();
      return id;
    },
  });

  describe(`user directory: ${name}`, () => {
    const opened: UserDirectory[] = [];
    let directory: UserDirectory;
    let owner: User;
    const open = async (): Promise<UserDirectory> => {
      const made = await suite.open();
      opened.push(made);
      return made;
    };

    beforeEach(async () => {
      directory = await open();
      owner = await directory.createUser({ email: "owner@example.com", role: "owner" });
    });
    afterEach(async () => {
      for (const each of opened.splice(0)) await each.close();
    });

    test("a user is found by id and by address, however that is written", async () => {
      await directory.createTeam({ id: "platform" });
      const alex = await directory.createUser({ email: " Alex@Example.COM ", name: "Alex", team: "platform" });
      expect(alex).toMatchObject({
        tenant: "default",
        email: "alex@example.com",
        name: "Alex",
        role: "member",
        team: "platform",
        state: "active",
        version: 1,
      });
      expect(alex.id).toMatch(/^usr_[0-9A-Za-z]{22}$/);
      expect(await directory.findUser({ id: alex.id })).toEqual(alex);
      expect(await directory.findUser({ email: "ALEX@example.com" })).toEqual(alex);
      expect(await (await open()).findUser({ id: alex.id })).toEqual(alex);
      expect(await directory.findUser({ id: "nobody" })).toBeUndefined();
    });

    test.each([
      [{ email: "owner@example.com" }, "USER_EXISTS"],
      [{ email: "OWNER@example.com" }, "USER_EXISTS"],
      [{ email: "no address" }, "INVALID_EMAIL"],
      [{ email: "a@b@c" }, "INVALID_EMAIL"],
      [{ email: `${"a".repeat(251)}@b.c` }, "INVALID_EMAIL"],
      [{ email: "a@b.c", name: "\u001b[31m" }, "INVALID_NAME"],
      [{ email: "a@b.c", team: "nowhere" }, "NOT_FOUND"],
    ] as const)("%j is refused with %s", async (input, code) => {
      await expect(directory.createUser(input)).rejects.toEqual(refused(code));
      expect(await directory.listUsers()).toEqual([owner]);
    });

    test("users are listed by address, a page at a time, and by team, role and state", async () => {
      await directory.createTeam({ id: "platform" });
      const kim = await directory.createUser({ email: "kim@example.com", team: "platform", role: "auditor" });
      const ann = await directory.createUser({ email: "ann@example.com" });
      expect(await directory.listUsers()).toEqual([ann, kim, owner]);
      expect(await directory.listUsers({ limit: 1 })).toEqual([ann]);
      expect(await directory.listUsers({ after: ann.email })).toEqual([kim, owner]);
      expect(await directory.listUsers({ team: "platform" })).toEqual([kim]);
      expect(await directory.listUsers({ role: "owner" })).toEqual([owner]);
      expect(await directory.listUsers({ state: "disabled" })).toEqual([]);
    });

    test("of two administrators who saw the same version, the second one is told", async () => {
      const { id, version } = await directory.createUser({ email: "alex@example.com" });
      const other = await open();
      const changed = await directory.changeUser(id, { role: "auditor" }, { expectedVersion: version });
      expect(changed).toMatchObject({ role: "auditor", version: 2 });
      await expect(other.changeUser(id, { role: "admin" }, { expectedVersion: version })).rejects.toEqual(
        refused("CONFLICT"),
      );
      expect(await other.changeUser(id, { name: "Alex" })).toMatchObject({ name: "Alex", role: "auditor", version: 3 });
      expect(await directory.changeUser(id, { name: "Alex" })).toMatchObject({ version: 3 });
      await expect(directory.changeUser("nobody", {})).rejects.toEqual(refused("NOT_FOUND"));
    });

    test("the last active owner can be neither demoted, disabled nor deleted", async () => {
      const second = await directory.createUser({ email: "second@example.com", role: "owner" });
      await directory.changeUser(second.id, { state: "disabled" });
      await expect(directory.changeUser(owner.id, { role: "admin" })).rejects.toEqual(refused("LAST_OWNER"));
      await expect(directory.changeUser(owner.id, { state: "disabled" })).rejects.toEqual(refused("LAST_OWNER"));
      await expect(directory.deleteUser(owner.id)).rejects.toEqual(refused("LAST_OWNER"));
      await directory.changeUser(second.id, { state: "active" });
      await directory.deleteUser(owner.id);
      expect(await directory.listUsers()).toHaveLength(1);
    });

    test("of two processes that each demote one of two owners, one is refused", async () => {
      const second = await directory.createUser({ email: "second@example.com", role: "owner" });
      const other = await open();
      const both = await Promise.allSettled([
        directory.changeUser(owner.id, { role: "member" }),
        other.changeUser(second.id, { role: "member" }),
      ]);
      expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    });

    test("a token tells its user and team, and is never worth more than the role is now", async () => {
      await directory.createTeam({ id: "platform" });
      const admin = await directory.createUser({ email: "admin@example.com", role: "admin", team: "platform" });
      const { token, grant } = await directory.createToken({ userId: admin.id, name: "a", kind: "a" });
      expect(grant.scopes).toEqual(["audit:read", "admin:users"]);
      expect(await directory.authenticate(token)).toMatchObject({
        ok: true,
        user: admin,
        principal: { userId: admin.id, team: "platform", scopes: ["audit:read", "admin:users"] },
      });
      await directory.changeUser(admin.id, { role: "auditor", team: null });
      const after = await directory.authenticate(token);
      expect(after).toMatchObject({ ok: true, principal: { scopes: ["audit:read"] } });
      expect(after.ok && after.principal).not.toHaveProperty("team");
    });

    test("a token is found by its id", async () => {
      const { grant } = await directory.createToken({ userId: owner.id, name: "a" });
      expect(await directory.findToken(grant.id)).toEqual(grant);
      expect(await directory.findToken("nobody")).toBeUndefined();
    });

    test.each([
      ["member", { kind: "a" }],
      ["member", { scopes: ["audit:read"] }],
      ["admin", { kind: "a", scopes: ["admin:policy"] }],
      ["auditor", { kind: "s", scopes: ["proxy:invoke"] }],
      ["service", { kind: "r" }],
    ] as const)("a token beyond what the role %s has is refused: %j", async (role, input) => {
      const { id } = await directory.createUser({ email: "alex@example.com", role });
      await expect(directory.createToken({ userId: id, name: "a", ...input })).rejects.toEqual(
        refused("INVALID_SCOPE"),
      );
    });

    test("an auditor's token reads the audit trail and invokes nothing", async () => {
      const { id } = await directory.createUser({ email: "alex@example.com", role: "auditor" });
      expect((await directory.createToken({ userId: id, name: "a" })).grant.scopes).toEqual(["audit:read"]);
    });

    test("nobody unknown or disabled gets a token, and a disabled user's tokens work again once enabled", async () => {
      const { id } = await directory.createUser({ email: "alex@example.com" });
      const { token } = await directory.createToken({ userId: id, name: "a" });
      const other = await open();
      expect(await other.authenticate(token)).toMatchObject({ ok: true });
      await directory.changeUser(id, { state: "disabled" });
      suite.advance(999);
      for (const each of [directory, other]) {
        expect(await each.authenticate(token)).toEqual({ ok: false, reason: "user_disabled" });
      }
      await expect(directory.createToken({ userId: id, name: "b" })).rejects.toEqual(refused("USER_DISABLED"));
      await expect(directory.createEnrolment(id)).rejects.toEqual(refused("USER_DISABLED"));
      await expect(directory.createToken({ userId: "nobody", name: "b" })).rejects.toEqual(refused("NOT_FOUND"));
      await directory.changeUser(id, { state: "active" });
      expect(await directory.authenticate(token)).toMatchObject({ ok: true });
    });

    test("deleting a user ends the tokens everywhere, and the id never comes back", async () => {
      const alex = await directory.createUser({ email: "alex@example.com" });
      const { token } = await directory.createToken({ userId: alex.id, name: "a" });
      const { token: code } = await directory.createEnrolment(alex.id);
      const other = await open();
      expect(await other.authenticate(token)).toMatchObject({ ok: true });
      expect(await directory.deleteUser(alex.id)).toEqual(alex);
      suite.advance(999);
      for (const each of [directory, other]) expect(await each.authenticate(token)).toMatchObject({ ok: false });
      expect(await directory.listTokens({ userId: alex.id })).toEqual([]);
      await expect(directory.redeemEnrolment(code, { device: "nb1" })).rejects.toEqual(refused("INVALID_CODE"));
      await expect(directory.deleteUser(alex.id)).rejects.toEqual(refused("NOT_FOUND"));
      expect((await directory.createUser({ email: "alex@example.com" })).id).not.toBe(alex.id);
    });

    test("a code becomes the token of one device, once", async () => {
      const alex = await directory.createUser({ email: "alex@example.com" });
      const { token: code, grant } = await directory.createEnrolment(alex.id);
      expect(grant).toMatchObject({ kind: "d", scopes: [], userId: alex.id, expiresAt: suite.now() + hourMs });
      const made = await directory.redeemEnrolment(code, { device: "nb1" });
      expect(made).toMatchObject({
        user: alex,
        grant: { kind: "p", device: "nb1", name: "nb1", rotatedFrom: grant.id },
      });
      expect(await directory.authenticate(made.token)).toMatchObject({ ok: true, user: alex });
      await expect(directory.redeemEnrolment(code, { device: "nb2" })).rejects.toEqual(refused("INVALID_CODE"));
      expect((await directory.listTokens({ userId: alex.id })).map(({ kind }) => kind)).toEqual(["d", "p"]);
    });

    test("of several devices that redeem a code at once, one gets a token", async () => {
      const alex = await directory.createUser({ email: "alex@example.com" });
      const { token: code } = await directory.createEnrolment(alex.id);
      const both = [directory, await open()];
      const settled = await Promise.allSettled(
        both.flatMap((each) => ["a", "b"].map((device) => each.redeemEnrolment(code, { device }))),
      );
      expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      expect((await directory.listTokens({ userId: alex.id })).filter(({ kind }) => kind === "p")).toHaveLength(1);
    });

    test("a code that is expired, revoked, unknown, of a disabled user or a token is INVALID_CODE", async () => {
      const alex = await directory.createUser({ email: "alex@example.com" });
      const redeem = (code: Parameters<UserDirectory["redeemEnrolment"]>[0]) =>
        directory.redeemEnrolment(code, { device: "nb1" });
      const expired = await directory.createEnrolment(alex.id, { expiresInMs: 1000 });
      suite.advance(1000);
      await expect(redeem(expired.token)).rejects.toEqual(refused("INVALID_CODE"));
      const revoked = await directory.createEnrolment(alex.id);
      await directory.revokeToken(revoked.grant.id);
      await expect(redeem(revoked.token)).rejects.toEqual(refused("INVALID_CODE"));
      await expect(redeem(mintInferShieldToken("d"))).rejects.toEqual(refused("INVALID_CODE"));
      const { token } = await directory.createToken({ userId: alex.id, name: "a" });
      await expect(redeem(token)).rejects.toEqual(refused("INVALID_CODE"));
      const late = await directory.createEnrolment(alex.id);
      await directory.changeUser(alex.id, { state: "disabled" });
      await expect(redeem(late.token)).rejects.toEqual(refused("INVALID_CODE"));
      await expect(directory.createEnrolment(owner.id, { expiresInMs: 25 * hourMs })).rejects.toEqual(
        refused("INVALID_EXPIRY"),
      );
    });

    test("a refused device leaves the code as it was", async () => {
      const alex = await directory.createUser({ email: "alex@example.com" });
      const { token: code } = await directory.createEnrolment(alex.id);
      await expect(directory.redeemEnrolment(code, { device: "" })).rejects.toEqual(refused("INVALID_NAME"));
      await expect(directory.redeemEnrolment(code, { device: "nb1", kind: "a" })).rejects.toEqual(
        refused("INVALID_SCOPE"),
      );
      expect(await directory.redeemEnrolment(code, { device: "nb1" })).toMatchObject({ user: alex });
    });

    test("teams are listed by id, and those who were in a deleted one stay", async () => {
      const platform = await directory.createTeam({ id: "platform", name: "Platform & Tools" });
      const data = await directory.createTeam({ id: "data" });
      expect(data.name).toBe("data");
      const alex = await directory.createUser({ email: "alex@example.com", team: "data" });
      expect(await directory.listTeams()).toEqual([data, platform]);
      await expect(directory.createTeam({ id: "data" })).rejects.toEqual(refused("TEAM_EXISTS"));
      await expect(directory.createTeam({ id: "No Slug" })).rejects.toEqual(refused("INVALID_NAME"));
      await directory.deleteTeam("data");
      await expect(directory.deleteTeam("data")).rejects.toEqual(refused("NOT_FOUND"));
      expect(await directory.findUser({ id: alex.id })).not.toHaveProperty("team");
    });
  });
}
