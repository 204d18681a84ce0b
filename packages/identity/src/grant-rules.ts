import { IdentityError } from "./error.ts";
import type { RefusalReason, TokenGrant } from "./grant.ts";
import { type GrantPlan, maxOverlapMs } from "./token-rules.ts";

const defaultOverlapMs = 10 * 60_000;

/** Why a token that was found, or was not, is refused now; undefined when it is good. */
export function refusalOf(grant: TokenGrant | undefined, now: number): RefusalReason | undefined {
  if (grant === undefined) return "unknown";
  if (grant.revokedAt !== undefined) return "revoked";
  return now >= grant.expiresAt ? "expired" : undefined;
}

/** {@link refusalOf} for somebody who presents the value as a token: an enrolment code is none. */
export function refusalToEnter(grant: TokenGrant | undefined, now: number): RefusalReason | undefined {
  return refusalOf(grant, now) ?? (grant?.kind === "d" ? "wrong_kind" : undefined);
}

/**
 * What a rotation makes of a token: its successor with the same rights and lifetime, and when the old one ends.
 *
 * @param options.isReplaced - Whether some other token replaces it already.
 * @throws IdentityError `INVALID_EXPIRY`, `NOT_ACTIVE`
 */
export function planRotation(
  grant: TokenGrant,
  options: { readonly overlapMs?: number | undefined; readonly isReplaced: boolean; readonly now: number },
): { readonly oldExpiresAt: number; readonly successor: GrantPlan } {
  const { overlapMs = defaultOverlapMs, isReplaced, now } = options;
  if (!Number.isSafeInteger(overlapMs) || overlapMs < 0 || overlapMs > maxOverlapMs) {
    throw new IdentityError("INVALID_EXPIRY", "A replaced token stays valid for at most 24 hours.");
  }
  if (grant.kind === "d" || isReplaced || refusalOf(grant, now) !== undefined) {
    throw new IdentityError("NOT_ACTIVE", "This token is expired, revoked or already rotated.", {
      hint: "Create a new one with `infershield token create`.",
    });
  }
  const { id, last4, lastUsedAt, ...kept } = grant;
  return {
    oldExpiresAt: Math.min(grant.expiresAt, now + overlapMs),
    successor: { ...kept, createdAt: now, expiresAt: now + (grant.expiresAt - grant.createdAt), rotatedFrom: id },
  };
}

/** The error for an id that no token has. */
export function noSuchToken(): IdentityError {
  return new IdentityError("NOT_FOUND", "No token has this id.", { hint: "List them with `infershield token list`." });
}
