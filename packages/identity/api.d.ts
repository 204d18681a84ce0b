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
 * - `NOT_FOUND`: no token has this id.
 * - `IDENTITY_CORRUPT`: the file is no identity file or a row was altered; it is left as it is.
 * - `IDENTITY_VERSION`: written by a newer InferShield.
 * - `INVALID_NAME`, `INVALID_SCOPE`, `INVALID_EXPIRY`, `INVALID_PATH_TOKEN`: what was asked for a new token is not allowed.
 * - `NOT_ACTIVE`: an expired, revoked or already rotated token cannot be rotated.
 */
export type IdentityErrorCode = "NOT_FOUND" | "IDENTITY_CORRUPT" | "IDENTITY_VERSION" | "INVALID_NAME" | "INVALID_SCOPE" | "INVALID_EXPIRY" | "INVALID_PATH_TOKEN" | "NOT_ACTIVE";
/** Thrown by every function of this package, beside the errors of `home`, which pass through. Switch on `code`. */
export declare class IdentityError extends InferShieldError<IdentityErrorCode> {
}

// file-directory.d.ts
import { type KeyedDigest, type System } from "@infershield/core";
import { type Home } from "@infershield/home";
import type { Directory } from "./directory.ts";
export interface FileDirectoryOptions {
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
/** Why a token was refused. For the audit record only: from outside all four look alike. */
export type RefusalReason = "malformed" | "unknown" | "expired" | "revoked";
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
import type { Scope } from "@infershield/core";
import { IdentityError } from "./error.ts";
import type { TokenGrant } from "./grant.ts";
import type { TokenKind } from "./token-format.ts";
/** One token as it lies in the file; the package's README describes each field. */
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
/**
 * Reads the rows of an identity file.
 *
 * @returns an empty list when the file is absent
 * @throws IdentityError `IDENTITY_CORRUPT`, `IDENTITY_VERSION`; HomeError when the file is not private
 */
export declare function readGrantRows(path: string): Promise<readonly GrantRow[]>;
/** The bytes of an identity file with these rows. */
export declare function serialiseIdentityFile(rows: readonly GrantRow[]): Uint8Array;
/** The public part of a row. */
export declare function grantOf(row: GrantRow): TokenGrant;
/** A grant as the fields of a row; digests are added by `row-digest.ts`. */
export declare function fieldsOf(grant: TokenGrant): Omit<GrantRow, "lookup_kid" | "digest" | "mac">;
/**
 * Lists what lies in an identity file without unlocking the keyset: rows are not checked for alterations.
 *
 * @returns oldest first, with expired and revoked ones; empty when the file is absent
 * @throws IdentityError `IDENTITY_CORRUPT`, `IDENTITY_VERSION`; HomeError
 */
export declare function readTokenGrants(path: string): Promise<readonly TokenGrant[]>;
/** The error for a file that is none of ours or was altered. */
export declare function corrupt(cause?: unknown): IdentityError;

// index.d.ts
export type { CreatedToken, Directory } from "./directory.ts";
export { IdentityError, type IdentityErrorCode } from "./error.ts";
export { type FileDirectoryOptions, openFileDirectory } from "./file-directory.ts";
export type { Authentication, RefusalReason, TokenGrant } from "./grant.ts";
export { readTokenGrants } from "./identity-file.ts";
export { checkInferShieldToken, isInferShieldToken, mintInferShieldToken, type TokenKind } from "./token-format.ts";
export type { NewToken } from "./token-rules.ts";

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
/** Longest time a replaced token stays valid beside its successor. */
export declare const maxOverlapMs: number;
/**
 * Turns what was asked for into the fields of a grant.
 *
 * @throws IdentityError `INVALID_NAME`, `INVALID_SCOPE`, `INVALID_EXPIRY`, `INVALID_PATH_TOKEN`
 */
export declare function planGrant(input: NewToken, now: number): Omit<TokenGrant, "id" | "last4">;
