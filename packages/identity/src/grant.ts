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
export type Authentication =
  | { readonly ok: true; readonly grant: TokenGrant; readonly principal: Principal }
  | { readonly ok: false; readonly reason: RefusalReason };

/** The principal that acts with a grant. */
export function principalOf(grant: TokenGrant): Principal {
  return {
    kind: "token",
    tenant: grant.tenant,
    userId: grant.userId,
    tokenId: grant.id,
    ...(grant.device !== undefined && { device: grant.device }),
    scopes: grant.scopes,
    providers: grant.providers,
  };
}
