import type { Secret, System } from "@infershield/core";
import type { Keyring } from "@infershield/envelope";
import {
  applyUse,
  type CreatedToken,
  checkDeletion,
  checkInferShieldToken,
  type GrantPlan,
  grantOf,
  IdentityError,
  issueToken,
  newId,
  normalEmail,
  noSuchToken,
  noteUses,
  planEnrolment,
  planRedemption,
  planRotation,
  planTeam,
  planUser,
  planUserChange,
  planUserGrant,
  principalOf,
  refusalToEnter,
  scopesOf,
  type TokenGrant,
  type TokenUse,
  type User,
  type UserDirectory,
  withFreshMac,
} from "@infershield/identity";
import type { Database } from "./database.ts";
import { grantFinder } from "./find-grant.ts";
import type { GrantTable } from "./grant-table.ts";
import type { LiveKeyset } from "./live-keyset.ts";
import type { SealedChange } from "./sealed-change.ts";
import type { TeamTable } from "./team-table.ts";
import type { UserTable } from "./user-table.ts";

/** Rows that are read or written without letting others in between. */
const pageRows = 100;

/** The users, teams and InferShield tokens of a database that is open. */
export function sqliteDirectory(options: {
  readonly database: Database;
  readonly keys: LiveKeyset;
  readonly change: SealedChange;
  readonly users: UserTable;
  readonly teams: TeamTable;
  readonly grants: GrantTable;
  /** Forgets what else is stored for a user, inside the transaction that deletes him. */
  readonly forget: (userId: string) => void;
  readonly system: System;
}): UserDirectory {
  const { database, keys, change, users, teams, grants, forget, system } = options;
  const findGrant = grantFinder({ database, keys, grants, users });
  const uses = noteUses({ lookup: () => keys.known().keyring.lookup, write: writeUses, system });

  async function writeUses(noted: ReadonlyMap<string, TokenUse>): Promise<void> {
    const all = [...noted];
    for (let start = 0; start < all.length; start += pageRows) {
      await change(({ lookup }) => {
        for (const [id, use] of all.slice(start, start + pageRows)) {
          const row = grants.find(lookup, id);
          if (row !== undefined) grants.update(applyUse(row, use, lookup));
        }
      });
    }
  }

  const read = async <T>(work: (keyring: Keyring) => T): Promise<T> => {
    await keys.check();
    return database.read(() => work(keys.known().keyring));
  };
  const userOf = (keyring: Keyring, id: string): User => {
    const user = users.find(keyring, { id });
    if (user === undefined) throw noSuchUser();
    return user;
  };
  const checkTeam = (team: string | null | undefined): void => {
    if (typeof team === "string" && !teams.has(team)) throw noSuchTeam();
  };
  const add = ({ lookup }: Keyring, plan: GrantPlan): CreatedToken => {
    const { token, row } = issueToken(plan, { lookup, system });
    grants.insert(row);
    return { token, grant: grantOf(row) };
  };
  const end = ({ lookup }: Keyring, id: string): TokenGrant => {
    const row = grants.find(lookup, id);
    if (row === undefined) throw noSuchToken();
    if (row.revoked_at_ms !== undefined) return grantOf(row);
    const revoked = withFreshMac({ ...row, revoked_at_ms: system.now() }, lookup);
    grants.update(revoked);
    return grantOf(revoked);
  };
  const isLastOwner = (id: string): boolean => users.otherOwners(id) === 0;

  return {
    createToken: ({ userId, ...input }) =>
      change((keyring) => add(keyring, planUserGrant(userOf(keyring, userId), input, system.now()))),

    async authenticate(token: Secret) {
      const value = token.reveal();
      if (checkInferShieldToken(value) === undefined) return { ok: false, reason: "malformed" };
      const found = await findGrant(value);
      const reason = refusalToEnter(found?.grant, system.now());
      if (found === undefined || reason !== undefined) return { ok: false, reason: reason ?? "unknown" };
      const { grant, user, kid } = found;
      if (user.state !== "active") return { ok: false, reason: "user_disabled" };
      uses.note(grant, kid, value);
      const most = scopesOf(user);
      const principal = {
        ...principalOf(grant),
        ...(user.team !== undefined && { team: user.team }),
        scopes: grant.scopes.filter((scope) => most.includes(scope)),
      };
      return { ok: true, grant, user, principal };
    },

    async listTokens({ userId } = {}) {
      const listed: TokenGrant[] = [];
      for (let row = 0; ; ) {
        const page = await read(({ lookup }) => grants.after(lookup, { row, limit: pageRows, userId }));
        listed.push(...page.map(({ grant }) => uses.withLastUse(grantOf(grant))));
        if (page.length < pageRows) return listed;
        row = page.at(-1)?.row ?? row;
        await system.sleep(0);
      }
    },

    findToken: (id) =>
      read(({ lookup }) => {
        const row = grants.find(lookup, id);
        return row && uses.withLastUse(grantOf(row));
      }),

    revokeToken: (id) => change((keyring) => end(keyring, id)),

    rotateToken: (id, { overlapMs } = {}) =>
      change((keyring) => {
        const { lookup } = keyring;
        const old = grants.find(lookup, id);
        if (old === undefined) throw noSuchToken();
        const plan = planRotation(grantOf(old), { overlapMs, isReplaced: grants.isReplaced(id), now: system.now() });
        grants.update(withFreshMac({ ...old, expires_at_ms: plan.oldExpiresAt }, lookup));
        return add(keyring, plan.successor);
      }),

    createUser: (input) =>
      change((keyring) => {
        const user = planUser(input, { id: newId("usr", system), now: wholeSeconds(system.now()) });
        checkTeam(user.team);
        if (users.find(keyring, { email: user.email }) !== undefined) {
          throw new IdentityError("USER_EXISTS", "There is a user with this address already.");
        }
        users.insert(keyring, user);
        return user;
      }),

    findUser: (key) => read((keyring) => users.find(keyring, "id" in key ? key : { email: normalEmail(key.email) })),

    listUsers: (filter = {}) => read((keyring) => users.list(keyring, filter)),

    changeUser: (id, asked, { expectedVersion } = {}) =>
      change((keyring) => {
        const user = userOf(keyring, id);
        checkTeam(asked.team);
        const changed = planUserChange(user, asked, { expectedVersion, isLastOwner: isLastOwner(id) });
        if (changed !== user) users.update(keyring, changed);
        return changed;
      }),

    deleteUser: (id) =>
      change((keyring) => {
        const user = userOf(keyring, id);
        checkDeletion(user, { isLastOwner: isLastOwner(id) });
        grants.removeOf(id);
        forget(id);
        users.remove(id);
        return user;
      }),

    createTeam: (input) =>
      change((keyring) => {
        const team = planTeam(input, wholeSeconds(system.now()));
        if (teams.has(team.id)) throw new IdentityError("TEAM_EXISTS", "There is a team with this id already.");
        teams.insert(keyring, team);
        return team;
      }),

    listTeams: () => read((keyring) => teams.list(keyring)),

    deleteTeam: (id) =>
      change((keyring) => {
        const team = teams.list(keyring).find((each) => each.id === id);
        if (team === undefined) throw noSuchTeam();
        for (const member of users.membersOf(keyring, id)) {
          users.update(keyring, planUserChange(member, { team: null }, { isLastOwner: false }));
        }
        teams.remove(id);
        return team;
      }),

    createEnrolment: (userId, given = {}) =>
      change((keyring) => add(keyring, planEnrolment(userOf(keyring, userId), given, system.now()))),

    async redeemEnrolment(code, device) {
      const value = code.reveal();
      const known = checkInferShieldToken(value)?.kind === "d" ? await findGrant(value) : undefined;
      return change((keyring) => {
        // Read again inside the transaction: of several that redeem a code at once one comes first.
        const row = known && grants.find(keyring.lookup, known.grant.id);
        const found = row && { grant: grantOf(row), user: userOf(keyring, row.user_id) };
        const plan = planRedemption(found, device, system.now());
        if (found !== undefined) end(keyring, found.grant.id);
        return { ...add(keyring, plan), user: userOf(keyring, plan.userId) };
      });
    },

    close: uses.flush,
  };
}

function noSuchUser(): IdentityError {
  return new IdentityError("NOT_FOUND", "There is no such user.", { hint: "Run: infershield admin list-users" });
}

function noSuchTeam(): IdentityError {
  return new IdentityError("NOT_FOUND", "There is no such team.");
}

/** As `created_at` is stored. */
function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}
