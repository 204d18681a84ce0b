import type { Secret } from "@infershield/core";
import type { CreatedToken, Directory } from "./directory.ts";
import type { Authentication, RefusalReason, TokenGrant } from "./grant.ts";
import type { NewUser, Role, Team, User, UserChange, UserState } from "./user.ts";
import type { NewDevice } from "./user-grant-rules.ts";

/** Outcome of checking a token of the team: it tells whose it is, too. */
export type UserAuthentication =
  | (Extract<Authentication, { readonly ok: true }> & { readonly user: User })
  | { readonly ok: false; readonly reason: RefusalReason };

/** How to find one account. */
export type UserKey = { readonly id: string } | { readonly email: string };

/** Which accounts to list, a page at a time. */
export interface UserFilter {
  readonly team?: string;
  readonly role?: Role;
  readonly state?: UserState;
  /** Only addresses after this one. */
  readonly after?: string;
  /** Default 1,000, which is also the most. */
  readonly limit?: number;
}

/**
 * Who belongs to the team. A change counts at once here, and within a second in other processes.
 *
 * Every token belongs to a user: `createToken` also throws `NOT_FOUND` (no such user), `USER_DISABLED`, and `INVALID_SCOPE` for more than the
 * role may have. A principal never has more scopes than its user's role has now. Nobody's permission is checked here: callers ask
 * `mayUse` and `mayManage` first.
 */
export interface UserDirectory extends Directory {
  authenticate(token: Secret): Promise<UserAuthentication>;
  /** @throws IdentityError `USER_EXISTS`, `INVALID_EMAIL`, `INVALID_NAME`, `INVALID_ROLE`, `NOT_FOUND` (the team) */
  createUser(input: NewUser): Promise<User>;
  findUser(key: UserKey): Promise<User | undefined>;
  /** In the order of their addresses. */
  listUsers(filter?: UserFilter): Promise<readonly User[]>;
  /**
   * @param options.expectedVersion - Version that was seen; without it the change is made whatever the version is.
   * @throws IdentityError `NOT_FOUND` (user or team), `CONFLICT`, `LAST_OWNER`, `INVALID_NAME`, `INVALID_ROLE`
   */
  changeUser(id: string, change: UserChange, options?: { readonly expectedVersion?: number }): Promise<User>;
  /** One token, whoever it belongs to. */
  findToken(id: string): Promise<TokenGrant | undefined>;
  /**
   * Deletes an account and everything stored for it here: its InferShield tokens and its logins at providers. Sign it out at the
   * providers before. The id is never given again.
   *
   * @returns the account as it was
   * @throws IdentityError `NOT_FOUND`, `LAST_OWNER`
   */
  deleteUser(id: string): Promise<User>;
  /** @param input.name - Default: the id. @throws IdentityError `TEAM_EXISTS`, `INVALID_NAME` */
  createTeam(input: { readonly id: string; readonly name?: string }): Promise<Team>;
  /** In the order of their ids. */
  listTeams(): Promise<readonly Team[]>;
  /** Its members stay, without a team. @throws IdentityError `NOT_FOUND` */
  deleteTeam(id: string): Promise<Team>;
  /**
   * Makes a one-time code (`ifsd_…`) that a device turns into its token; it is listed and revoked like a token, and good for nothing else.
   *
   * @param options.expiresInMs - Default an hour, at most a day.
   * @throws IdentityError `NOT_FOUND`, `USER_DISABLED`, `INVALID_EXPIRY`
   */
  createEnrolment(userId: string, options?: { readonly expiresInMs?: number }): Promise<CreatedToken>;
  /**
   * Turns a code into the token of a device; of several at once exactly one succeeds.
   *
   * @throws IdentityError `INVALID_CODE`, `INVALID_SCOPE` (the role cannot have a token of this kind), `INVALID_NAME`, `INVALID_EXPIRY`
   */
  redeemEnrolment(code: Secret, device: NewDevice): Promise<CreatedToken & { readonly user: User }>;
}
