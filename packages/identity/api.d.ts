// What @infershield/identity promises; written by `pnpm api`.

// directory.d.ts
import type { Secret } from "@infershield/core";
import type { Authentication, TokenGrant } from "./grant.ts";
import type { NewToken } from "./token-rules.ts";
/** A token's plaintext, which exists only here, and its grant. */
export interface CreatedToken {
    readonly token: Secret;
    readonly grant: TokenGrant;
}
/** Who may use InferShield: issues, checks and ends its tokens. */
export interface Directory {
    /** @throws IdentityError `INVALID_NAME`, `INVALID_SCOPE`, `INVALID_EXPIRY`, `INVALID_PATH_TOKEN`, `IDENTITY_CORRUPT`; HomeError */
    createToken(input: NewToken): Promise<CreatedToken>;
    /**
     * Checks a token. Works from memory; looks at the file at most twice a second, so that a revocation by another process counts within a second.
     *
     * @throws IdentityError `IDENTITY_CORRUPT` when the file was altered meanwhile; HomeError when it cannot be read
     */
    authenticate(token: Secret): Promise<Authentication>;
    /** All tokens, oldest first, with expired and revoked ones. */
    listTokens(filter?: {
        readonly userId?: string;
    }): Promise<readonly TokenGrant[]>;
    /** Ends a token at once; a second time changes nothing. @throws IdentityError `NOT_FOUND` */
    revokeToken(id: string): Promise<TokenGrant>;
    /**
     * Replaces a token by one with the same rights and lifetime; the old one stays valid for `overlapMs` (default 10 minutes, at most a day).
     *
     * @throws IdentityError `NOT_FOUND`, `NOT_ACTIVE`, `INVALID_EXPIRY`
     */
    rotateToken(id: string, options?: {
        readonly overlapMs?: number;
    }): Promise<CreatedToken>;
    /** Writes the uses that are not on disk yet. */
    close(): Promise<void>;
}

// error.d.ts
import { InferShieldError } from "@infershield/core";
/**
 * - `NOT_FOUND`: no token, user or team has this id.
 * - `IDENTITY_CORRUPT`: the file is no identity file or a row was altered; it is left as it is.
 * - `IDENTITY_VERSION`: written by a newer InferShield.
 * - `INVALID_NAME`, `INVALID_SCOPE`, `INVALID_EXPIRY`, `INVALID_PATH_TOKEN`: what was asked for a new token is not allowed.
 * - `NOT_ACTIVE`: an expired, revoked or already rotated token cannot be rotated.
 * - `USER_EXISTS`, `TEAM_EXISTS`: the address or id is taken.
 * - `INVALID_EMAIL`, `INVALID_ROLE`: what was asked for a user is not allowed.
 * - `USER_DISABLED`: a disabled user gets no token.
 * - `LAST_OWNER`: the last active owner cannot be demoted, disabled or deleted.
 * - `CONFLICT`: the user was changed since it was looked at.
 * - `INVALID_CODE`: an enrolment code is unknown, used, expired or revoked, or its user is disabled.
 */
export type IdentityErrorCode = "NOT_FOUND" | "IDENTITY_CORRUPT" | "IDENTITY_VERSION" | "INVALID_NAME" | "INVALID_SCOPE" | "INVALID_EXPIRY" | "INVALID_PATH_TOKEN" | "NOT_ACTIVE" | "USER_EXISTS" | "TEAM_EXISTS" | "INVALID_EMAIL" | "INVALID_ROLE" | "USER_DISABLED" | "LAST_OWNER" | "CONFLICT" | "INVALID_CODE";
/** Thrown by every function of this package, beside the errors of `home`, which pass through. Switch on `code`. */
export declare class IdentityError extends InferShieldError<IdentityErrorCode> {
}

// file-directory.d.ts
import { type KeyedDigest, type System } from "@infershield/core";
import { type Home } from "@infershield/home";
import type { Directory } from "./directory.ts";
/** What a directory in a file is opened with. */
export interface FileDirectoryOptions {
    /** Its lock is held while digests are made: what it locks must then see `lookup` as it is stored. */
    readonly home: Home;
    /** Digests of purpose `lookup`. */
    readonly lookup: KeyedDigest;
    /** Default `identity.json` in the home. */
    readonly path?: string;
    readonly system?: Pick<System, "now" | "monotonic" | "randomBytes">;
}
/**
 * Opens the directory that lives in one file of the home. Several processes may have it open: writes happen under the home's lock, and a
 * change by another process is seen within a second. An absent file is an empty directory; it is made by the first token.
 *
 * @throws IdentityError `IDENTITY_CORRUPT`, `IDENTITY_VERSION`; HomeError
 */
export declare function openFileDirectory(options: FileDirectoryOptions): Promise<Directory>;

// grant-row.d.ts
import type { Scope } from "@infershield/core";
import { z } from "zod";
import type { TokenGrant } from "./grant.ts";
import type { TokenKind } from "./token-format.ts";
/** One token as it is stored; the package's README describes each field. */
export interface GrantRow {
    readonly id: string;
    readonly tenant: string;
    readonly user_id: string;
    readonly kind: TokenKind;
    readonly name: string;
    readonly device?: string | undefined;
    readonly last4: string;
    readonly scopes: readonly Scope[];
    readonly providers: "all" | readonly string[];
    readonly path: boolean;
    readonly created_at_ms: number;
    readonly expires_at_ms: number;
    readonly last_used_at_ms?: number | undefined;
    readonly revoked_at_ms?: number | undefined;
    readonly rotated_from?: string | undefined;
    readonly lookup_kid: string;
    readonly digest: string;
    readonly mac: string;
}
/** Checks a row that was read: known fields only, each of its type. */
export declare const grantRowShape: z.ZodType<GrantRow>;
/** The public part of a row. */
export declare function grantOf(row: GrantRow): TokenGrant;
/** A grant as the fields of a row; digests are added by `row-digest.ts`. */
export declare function fieldsOf(grant: TokenGrant): Omit<GrantRow, "lookup_kid" | "digest" | "mac">;

// grant-rules.d.ts
import { IdentityError } from "./error.ts";
import type { RefusalReason, TokenGrant } from "./grant.ts";
import { type GrantPlan } from "./token-rules.ts";
/** Why a token that was found, or was not, is refused now; undefined when it is good. */
export declare function refusalOf(grant: TokenGrant | undefined, now: number): RefusalReason | undefined;
/** {@link refusalOf} for somebody who presents the value as a token: an enrolment code is none. */
export declare function refusalToEnter(grant: TokenGrant | undefined, now: number): RefusalReason | undefined;
/**
 * What a rotation makes of a token: its successor with the same rights and lifetime, and when the old one ends.
 *
 * @param options.isReplaced - Whether some other token replaces it already.
 * @throws IdentityError `INVALID_EXPIRY`, `NOT_ACTIVE`
 */
export declare function planRotation(grant: TokenGrant, options: {
    readonly overlapMs?: number | undefined;
    readonly isReplaced: boolean;
    readonly now: number;
}): {
    readonly oldExpiresAt: number;
    readonly successor: GrantPlan;
};
/** The error for an id that no token has. */
export declare function noSuchToken(): IdentityError;

// grant.d.ts
import type { Principal, Scope } from "@infershield/core";
import type { TokenKind } from "./token-format.ts";
/** What an InferShield token allows and to whom it belongs; everything about it but the token itself. */
export interface TokenGrant {
    readonly id: string;
    readonly tenant: string;
    readonly userId: string;
    readonly kind: TokenKind;
    /** What a person called it, 1–64 printable characters. */
    readonly name: string;
    readonly device?: string;
    /** Last four characters of the token, for recognising it. */
    readonly last4: string;
    readonly scopes: readonly Scope[];
    readonly providers: "all" | readonly string[];
    /** A path token: it may stand in the URL only, reaches one provider and may only invoke. */
    readonly path: boolean;
    /** Epoch milliseconds, as all times here. */
    readonly createdAt: number;
    readonly expiresAt: number;
    /** Coarse: written at most once a minute. */
    readonly lastUsedAt?: number;
    readonly revokedAt?: number;
    /** Id of the token that this one replaces. */
    readonly rotatedFrom?: string;
}
/** Why a token was refused. For the audit record only: from outside all look alike. `wrong_kind`: an enrolment code, which is no token. */
export type RefusalReason = "malformed" | "unknown" | "expired" | "revoked" | "wrong_kind" | "user_disabled";
/** Outcome of checking a token; a value, since the caller chooses what to do with it. */
export type Authentication = {
    readonly ok: true;
    readonly grant: TokenGrant;
    readonly principal: Principal;
} | {
    readonly ok: false;
    readonly reason: RefusalReason;
};
/** The principal that acts with a grant. */
export declare function principalOf(grant: TokenGrant): Principal;

// identity-file.d.ts
import { IdentityError } from "./error.ts";
import type { TokenGrant } from "./grant.ts";
import { type GrantRow } from "./grant-row.ts";
/**
 * Reads the rows of an identity file.
 *
 * @returns an empty list when the file is absent
 * @throws IdentityError `IDENTITY_CORRUPT`, `IDENTITY_VERSION`; HomeError when the file is not private
 */
export declare function readGrantRows(path: string): Promise<readonly GrantRow[]>;
/** The bytes of an identity file with these rows. */
export declare function serialiseIdentityFile(rows: readonly GrantRow[]): Uint8Array;
/**
 * Lists what lies in an identity file without unlocking the keyset: rows are not checked for alterations.
 *
 * @returns oldest first, with expired and revoked ones; empty when the file is absent
 * @throws IdentityError `IDENTITY_CORRUPT`, `IDENTITY_VERSION`; HomeError
 */
export declare function readTokenGrants(path: string): Promise<readonly TokenGrant[]>;
/**
 * How many tokens that can still be used are known by a lookup key; nothing is unlocked.
 *
 * @returns 0 when the file is absent
 * @throws IdentityError `IDENTITY_CORRUPT`, `IDENTITY_VERSION`; HomeError
 */
export declare function countTokensOfKey(path: string, kid: string, options: {
    readonly now: number;
}): Promise<number>;
/** The error for a file that is none of ours or was altered. */
export declare function corrupt(cause?: unknown): IdentityError;

// index.d.ts
export type { CreatedToken, Directory } from "./directory.ts";
export { IdentityError, type IdentityErrorCode } from "./error.ts";
export { type FileDirectoryOptions, openFileDirectory } from "./file-directory.ts";
export { type Authentication, principalOf, type RefusalReason, type TokenGrant } from "./grant.ts";
export { type GrantRow, grantOf, grantRowShape } from "./grant-row.ts";
export { noSuchToken, planRotation, refusalToEnter } from "./grant-rules.ts";
export { countTokensOfKey, readTokenGrants } from "./identity-file.ts";
export { issueToken, newId } from "./issue-token.ts";
export { applyUse, noteUses, type TokenUse, type UseNotes } from "./note-uses.ts";
export { can, mayManage, mayUse, type Permission, scopesOf } from "./permissions.ts";
export { checkGrantRow, sameBytes, withFreshMac } from "./row-digest.ts";
export { checkInferShieldToken, isInferShieldToken, mintInferShieldToken, type TokenKind } from "./token-format.ts";
export { type GrantPlan, type NewToken, planGrant } from "./token-rules.ts";
export { type NewUser, type Role, roles, type Team, type User, type UserChange, type UserState } from "./user.ts";
export type { UserAuthentication, UserDirectory, UserFilter, UserKey } from "./user-directory.ts";
export { type NewDevice, planEnrolment, planRedemption, planUserGrant } from "./user-grant-rules.ts";
export { userIdNamed, userNamed } from "./user-named.ts";
export { checkDeletion, normalEmail, planTeam, planUser, planUserChange } from "./user-rules.ts";

// issue-token.d.ts
import type { KeyedDigest, Secret, System } from "@infershield/core";
import { type GrantRow } from "./grant-row.ts";
import type { GrantPlan } from "./token-rules.ts";
/** A random name for a record: prefix, `_`, 22 base-62 characters. */
export declare function newId(prefix: string, { randomBytes }: Pick<System, "randomBytes">): string;
/** Mints the token of a plan, and the row to store for it. */
export declare function issueToken(plan: GrantPlan, options: {
    readonly lookup: KeyedDigest;
    readonly system: Pick<System, "randomBytes">;
}): {
    readonly token: Secret;
    readonly row: GrantRow;
};

// note-uses.d.ts
import type { KeyedDigest, System } from "@infershield/core";
import type { TokenGrant } from "./grant.ts";
import type { GrantRow } from "./grant-row.ts";
/** A use of a token that is not stored yet. */
export interface TokenUse {
    /** Epoch milliseconds. */
    readonly at: number;
    /** The token's digest under the primary key, when it is stored under another. */
    readonly renewed?: Pick<GrantRow, "lookup_kid" | "digest">;
}
/** Remembers when tokens were used, and has it written now and then: never while somebody waits for an answer. */
export interface UseNotes {
    /** @param kid - Lookup key that the token was found under. */
    note(grant: TokenGrant, kid: string, token: string): void;
    /** The grant with its last use, written or not. */
    withLastUse(grant: TokenGrant): TokenGrant;
    /** Writes what is not written. @throws what `write` throws */
    flush(): Promise<void>;
}
/**
 * Notes uses of tokens, for a directory. A token that is known by an older lookup key moves to the newest one with its next use.
 *
 * @param options.lookup - The lookup keys of now.
 * @param options.write - Stores uses by the ids of their tokens, with {@link applyUse}; what it fails at is handed in again later.
 */
export declare function noteUses(options: {
    readonly lookup: () => KeyedDigest;
    readonly write: (uses: ReadonlyMap<string, TokenUse>) => Promise<void>;
    readonly system: Pick<System, "now" | "monotonic">;
}): UseNotes;
/** A row after a use. The primary key may have changed once more since it was noted; the next use moves the token then. */
export declare function applyUse(row: GrantRow, { at, renewed }: TokenUse, lookup: KeyedDigest): GrantRow;

// permissions.d.ts
import type { Scope } from "@infershield/core";
import type { Role, User } from "./user.ts";
/** One thing that can be done. There is none for reading a token's plaintext: nobody may. */
export type Permission = 
/** Send requests to models. */
"proxy:invoke"
/** List, make, rotate and end one's own InferShield tokens. */
 | "tokens:own"
/** Sign in and out at providers, for oneself. */
 | "logins:own" | "usage:own" | "users:read"
/** Make, change and delete accounts and teams, and invite people; owners only with `owners:write`. */
 | "users:write" | "owners:write"
/** See other people's InferShield tokens, without the tokens themselves. */
 | "tokens:read" | "tokens:write" | "tokens:revoke"
/** See which logins at providers others have. */
 | "logins:read"
/** Sign others in at providers. */
 | "logins:write" | "logins:revoke" | "usage:read"
/** Read audit records without excerpts of what was said. */
 | "audit:read" | "audit:excerpts" | "policy:read" | "policy:write";
/** Whether a role includes a permission. */
export declare function can(role: Role, permission: Permission): boolean;
/** Whether a person may do something with a token of these scopes: the role must include it, and the token must have been made for it. */
export declare function mayUse(who: {
    readonly role: Role;
    readonly scopes: readonly Scope[];
}, permission: Permission): boolean;
/**
 * Whether a role may change, invite or end accounts of another role, and give that role to somebody: only owners touch owners, so that
 * no administrator can become one by an invitation.
 */
export declare function mayManage(actor: Role, target: Role): boolean;
/** Scopes that a token of this person can have at most, whatever it was made with. */
export declare function scopesOf({ role }: Pick<User, "role">): readonly Scope[];

// row-digest.d.ts
import type { KeyedDigest } from "@infershield/core";
import type { GrantRow } from "./grant-row.ts";
/** Digest of a token under the primary key, as it is stored. */
export declare function tokenDigest(token: string, lookup: KeyedDigest): Pick<GrantRow, "lookup_kid" | "digest">;
/** Adds the MAC over every other field, so that nobody without the keyset can widen, revive or move a grant. */
export declare function withGrantMac(row: Omit<GrantRow, "mac">, lookup: KeyedDigest): GrantRow;
/** The row with a fresh MAC; of one whose lookup key was destroyed the old one, since no token matches it any more. */
export declare function withFreshMac(row: GrantRow, lookup: KeyedDigest): GrantRow;
/** Whether a row is as it was written. `unknown_key`: its lookup key is gone, so neither it nor its token can be checked. */
export declare function checkGrantRow(row: GrantRow, lookup: KeyedDigest): "intact" | "altered" | "unknown_key";
/** Constant-time comparison; false when the lengths differ. */
export declare function sameBytes(left: Uint8Array, right: Uint8Array): boolean;
/** base64url without padding, as digests are stored. */
export declare function encode(bytes: Uint8Array): string;

// testing.d.ts
export { type DirectorySuite, describeDirectory } from "./testing/describe-directory.ts";
export { describeUserDirectory, type UserDirectorySuite } from "./testing/describe-user-directory.ts";

// testing/describe-directory.d.ts
import type { Directory } from "../directory.ts";
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
/** What every directory must do with InferShield tokens. Run it with vitest, once for each implementation. */
export declare function describeDirectory(name: string, suite: DirectorySuite): void;

// testing/describe-user-directory.d.ts
import type { UserDirectory } from "../user-directory.ts";
/** How the suite gets at a directory of users. */
export interface UserDirectorySuite {
    /** Opens the directory of this test once more, as another process would; empty at first. The suite closes it. */
    readonly open: () => Promise<UserDirectory>;
    readonly now: () => number;
    /** Moves the clock of every opened directory on. */
    readonly advance: (ms: number) => void;
}
/** What every directory of users must do, the part about tokens included. Run it with vitest, once for each implementation. */
export declare function describeUserDirectory(name: string, suite: UserDirectorySuite): void;

// token-format.d.ts
import { Secret, type System } from "@infershield/core";
/** What an InferShield token is for: `p` person's tool, `s` service, `a` administrator, `d` device enrolment, `r` SCIM. */
export type TokenKind = "p" | "a" | "r" | "s" | "d";
/** Whether a value looks like an InferShield token (`ifsp_…`). Such a value is never forwarded to a provider, whatever follows. */
export declare function isInferShieldToken(value: string): boolean;
/**
 * Checks shape and checksum without any look-up, so that mistyped and made-up tokens cost nothing.
 *
 * @returns undefined when the value cannot have been made by {@link mintInferShieldToken}
 */
export declare function checkInferShieldToken(value: string): {
    readonly kind: TokenKind;
} | undefined;
/** Makes a new token: `ifs<kind>_`, 256 random bits in 43 base-62 characters, 6 characters CRC-32 of everything before; 54 in all. */
export declare function mintInferShieldToken(kind: TokenKind, { randomBytes }?: Pick<System, "randomBytes">): Secret;

// token-rules.d.ts
import { type Scope } from "@infershield/core";
import type { TokenGrant } from "./grant.ts";
import type { TokenKind } from "./token-format.ts";
/** What to put into a new token. */
export interface NewToken {
    readonly userId: string;
    /** Default `p`. */
    readonly kind?: TokenKind;
    readonly name: string;
    readonly device?: string;
    /** Default and bounds follow from the kind. */
    readonly scopes?: readonly Scope[];
    /** Default `all`; a path token needs exactly one. */
    readonly providers?: "all" | readonly string[];
    /** Makes a path token; default false. */
    readonly path?: boolean;
    /** Lifetime; default and maximum follow from the kind. */
    readonly expiresInMs?: number;
}
/** A grant before it has an id and a token. */
export type GrantPlan = Omit<TokenGrant, "id" | "last4">;
/** Longest time a replaced token stays valid beside its successor. */
export declare const maxOverlapMs: number;
/** What people call tokens, devices, accounts and teams. */
export declare const printableName: RegExp;
/**
 * Turns what was asked for into the fields of a grant.
 *
 * @throws IdentityError `INVALID_NAME`, `INVALID_SCOPE`, `INVALID_EXPIRY`, `INVALID_PATH_TOKEN`
 */
export declare function planGrant(input: NewToken, now: number): GrantPlan;
/** The scopes that a token of a kind gets when none are asked for, and those that it can have at most. */
export declare function allowedScopes(kind: TokenKind, path: boolean): {
    readonly byDefault: readonly Scope[];
    readonly atMost: readonly Scope[];
};

// user-directory.d.ts
import type { Secret } from "@infershield/core";
import type { CreatedToken, Directory } from "./directory.ts";
import type { Authentication, RefusalReason, TokenGrant } from "./grant.ts";
import type { NewUser, Role, Team, User, UserChange, UserState } from "./user.ts";
import type { NewDevice } from "./user-grant-rules.ts";
/** Outcome of checking a token of the team: it tells whose it is, too. */
export type UserAuthentication = (Extract<Authentication, {
    readonly ok: true;
}> & {
    readonly user: User;
}) | {
    readonly ok: false;
    readonly reason: RefusalReason;
};
/** How to find one account. */
export type UserKey = {
    readonly id: string;
} | {
    readonly email: string;
};
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
    changeUser(id: string, change: UserChange, options?: {
        readonly expectedVersion?: number;
    }): Promise<User>;
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
    createTeam(input: {
        readonly id: string;
        readonly name?: string;
    }): Promise<Team>;
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
    createEnrolment(userId: string, options?: {
        readonly expiresInMs?: number;
    }): Promise<CreatedToken>;
    /**
     * Turns a code into the token of a device; of several at once exactly one succeeds.
     *
     * @throws IdentityError `INVALID_CODE`, `INVALID_SCOPE` (the role cannot have a token of this kind), `INVALID_NAME`, `INVALID_EXPIRY`
     */
    redeemEnrolment(code: Secret, device: NewDevice): Promise<CreatedToken & {
        readonly user: User;
    }>;
}

// user-grant-rules.d.ts
import type { TokenGrant } from "./grant.ts";
import { type GrantPlan, type NewToken } from "./token-rules.ts";
import type { User } from "./user.ts";
/** How a device that redeems a code wants to be known. */
export interface NewDevice {
    /** Name of the machine, 1–64 printable characters. */
    readonly device: string;
    /** What the token is called; default: the device's name. */
    readonly name?: string;
    /** `p` (default) for a person's tools, `a` for administering, `s` for a service. */
    readonly kind?: "p" | "a" | "s";
    readonly expiresInMs?: number;
}
/**
 * {@link planGrant} for a person of the team: no more scopes than the role has. Without `scopes` the token gets what kind and role have in common.
 *
 * @throws IdentityError `USER_DISABLED`, `INVALID_SCOPE`, and what `planGrant` throws
 */
export declare function planUserGrant(user: User, input: Omit<NewToken, "userId">, now: number): GrantPlan;
/** The grant that an enrolment code is: no scope, an hour by default, a day at most. @throws IdentityError `USER_DISABLED`, `INVALID_EXPIRY` */
export declare function planEnrolment(user: User, options: {
    readonly expiresInMs?: number;
}, now: number): GrantPlan;
/**
 * The token that a device gets for a code. It names the code as what it replaces.
 *
 * @throws IdentityError `INVALID_CODE` (unknown, used, expired, or of a disabled user: they look alike), `INVALID_SCOPE`, `INVALID_NAME`
 */
export declare function planRedemption(found: {
    readonly grant: TokenGrant;
    readonly user: User;
} | undefined, device: NewDevice, now: number): GrantPlan;

// user-named.d.ts
import type { User } from "./user.ts";
import type { UserDirectory } from "./user-directory.ts";
/** Where accounts are looked up. */
type Users = Pick<UserDirectory, "findUser">;
/** The account that somebody names, by its id or by its address. @throws IdentityError `NOT_FOUND` */
export declare function userNamed(users: Users, name: string): Promise<User>;
/**
 * The id that somebody names: an id as it is, since records outlive accounts; or that of the account with an address.
 *
 * @throws IdentityError `NOT_FOUND`
 */
export declare function userIdNamed(users: Users, name: string): Promise<string>;
export {};

// user-rules.d.ts
import { type NewUser, type Team, type User, type UserChange } from "./user.ts";
/** The form in which addresses are stored and looked up: trimmed, composed (NFC), lower case. */
export declare function normalEmail(email: string): string;
/**
 * Turns what was asked for into an account.
 *
 * @throws IdentityError `INVALID_EMAIL`, `INVALID_NAME`, `INVALID_ROLE`
 */
export declare function planUser(input: NewUser, given: {
    readonly id: string;
    readonly now: number;
}): User;
/**
 * The account after a change; the same object when nothing changes.
 *
 * @param options.expectedVersion - Version the administrator saw.
 * @param options.isLastOwner - Whether no other active owner is left.
 * @throws IdentityError `CONFLICT`, `LAST_OWNER`, `INVALID_NAME`, `INVALID_ROLE`
 */
export declare function planUserChange(user: User, change: UserChange, options: {
    readonly expectedVersion?: number | undefined;
    readonly isLastOwner: boolean;
}): User;
/** @throws IdentityError `LAST_OWNER` */
export declare function checkDeletion(user: User, { isLastOwner }: {
    readonly isLastOwner: boolean;
}): void;
/** @throws IdentityError `INVALID_NAME` */
export declare function planTeam(input: {
    readonly id: string;
    readonly name?: string;
}, now: number): Team;

// user.d.ts
/** What a person may do; `permissions.ts` says what that is. `service` is an account for machines. */
export type Role = "owner" | "admin" | "security" | "auditor" | "member" | "service";
/** Every role, the mightiest first. */
export declare const roles: readonly Role[];
/** A disabled user's tokens are refused, and work again once the user is enabled. */
export type UserState = "active" | "disabled";
/** One account of the team. */
export interface User {
    /** `usr_` + 22 base-62 characters; never used again. What tokens, stored logins and audit records name. */
    readonly id: string;
    readonly tenant: string;
    /** Lower case, one account each. For finding people, never for deciding who somebody is. */
    readonly email: string;
    /** For people, 1–64 printable characters. */
    readonly name?: string;
    readonly role: Role;
    /** Id of the team. */
    readonly team?: string;
    readonly state: UserState;
    /** Epoch milliseconds. */
    readonly createdAt: number;
    /** Grows by one with every change, so that two administrators at once notice each other. */
    readonly version: number;
}
/** People who share limits and a layer of policy. */
export interface Team {
    /** Lower-case letters, digits and hyphens, 1–64; the name in policies too. */
    readonly id: string;
    readonly tenant: string;
    /** For people, 1–64 printable characters. */
    readonly name: string;
    /** Epoch milliseconds. */
    readonly createdAt: number;
}
/** What to put into a new account. */
export interface NewUser {
    readonly email: string;
    readonly name?: string;
    /** Default `member`. */
    readonly role?: Role;
    readonly team?: string;
}
/** What to change; absent members stay. */
export interface UserChange {
    readonly name?: string;
    readonly role?: Role;
    /** `null` takes the user out of the team. */
    readonly team?: string | null;
    readonly state?: UserState;
}
