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
  listTokens(filter?: { readonly userId?: string }): Promise<readonly TokenGrant[]>;
  /** Ends a token at once; a second time changes nothing. @throws IdentityError `NOT_FOUND` */
  revokeToken(id: string): Promise<TokenGrant>;
  /**
   * Replaces a token by one with the same rights and lifetime; the old one stays valid for `overlapMs` (default 10 minutes, at most a day).
   *
   * @throws IdentityError `NOT_FOUND`, `NOT_ACTIVE`, `INVALID_EXPIRY`
   */
  rotateToken(id: string, options?: { readonly overlapMs?: number }): Promise<CreatedToken>;
  /** Writes the uses that are not on disk yet. */
  close(): Promise<void>;
}
