import { defaultTenant, type Scope } from "@infershield/core";
import { IdentityError } from "./error.ts";
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

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

interface KindRules {
  readonly defaultMs: number;
  readonly maxMs: number;
  readonly scopes: readonly Scope[];
  readonly defaultScopes: readonly Scope[];
}

/** Lifetimes and scopes a kind may have. */
const rules: Readonly<Record<TokenKind | "path", KindRules>> = {
  p: {
    defaultMs: 90 * dayMs,
    maxMs: 365 * dayMs,
    scopes: ["proxy:invoke", "audit:read"],
    defaultScopes: ["proxy:invoke"],
  },
  s: {
    defaultMs: 90 * dayMs,
    maxMs: 365 * dayMs,
    scopes: ["proxy:invoke", "audit:read"],
    defaultScopes: ["proxy:invoke"],
  },
  a: {
    defaultMs: 30 * dayMs,
    maxMs: 30 * dayMs,
    scopes: ["audit:read", "admin:users", "admin:policy"],
    defaultScopes: ["audit:read", "admin:users", "admin:policy"],
  },
  d: { defaultMs: 60 * minuteMs, maxMs: dayMs, scopes: [], defaultScopes: [] },
  r: { defaultMs: 365 * dayMs, maxMs: 365 * dayMs, scopes: ["scim"], defaultScopes: ["scim"] },
  path: { defaultMs: 30 * dayMs, maxMs: 30 * dayMs, scopes: ["proxy:invoke"], defaultScopes: ["proxy:invoke"] },
};

/** Longest time a replaced token stays valid beside its successor. */
export const maxOverlapMs: number = dayMs;

/** What people call tokens, devices, accounts and teams. */
export const printableName: RegExp = /^[^\p{C}\p{Zl}\p{Zp}]{1,64}$/u;
const userShape = /^[^\p{C}\p{Z}]{1,254}$/u;
const providerShape = /^[a-z0-9][a-z0-9-]{0,63}$/;

/**
 * Turns what was asked for into the fields of a grant.
 *
 * @throws IdentityError `INVALID_NAME`, `INVALID_SCOPE`, `INVALID_EXPIRY`, `INVALID_PATH_TOKEN`
 */
export function planGrant(input: NewToken, now: number): GrantPlan {
  const { userId, kind = "p", name, device, providers = "all", path = false } = input;
  if (!userShape.test(userId))
    throw new IdentityError("INVALID_NAME", "A user id is 1 to 254 characters without spaces.");
  if (!printableName.test(name))
    throw new IdentityError("INVALID_NAME", "A token's name is 1 to 64 printable characters.");
  if (device !== undefined && !printableName.test(device)) {
    throw new IdentityError("INVALID_NAME", "A device's name is 1 to 64 printable characters.");
  }
  if (providers !== "all" && (providers.length === 0 || !providers.every((provider) => providerShape.test(provider)))) {
    throw new IdentityError("INVALID_NAME", "A token names at least one provider by its lower-case name.");
  }
  if (path && (kind !== "p" || providers === "all" || providers.length !== 1)) {
    throw new IdentityError("INVALID_PATH_TOKEN", "A path token is a personal token for exactly one provider.");
  }
  const allowed = rules[path ? "path" : kind];
  return {
    tenant: defaultTenant,
    userId,
    kind,
    name,
    ...(device !== undefined && { device }),
    scopes: planScopes(input.scopes ?? allowed.defaultScopes, allowed),
    providers,
    path,
    createdAt: now,
    expiresAt: now + planLifetime(input.expiresInMs ?? allowed.defaultMs, allowed),
  };
}

/** The scopes that a token of a kind gets when none are asked for, and those that it can have at most. */
export function allowedScopes(
  kind: TokenKind,
  path: boolean,
): { readonly byDefault: readonly Scope[]; readonly atMost: readonly Scope[] } {
  const { defaultScopes, scopes } = rules[path ? "path" : kind];
  return { byDefault: defaultScopes, atMost: scopes };
}

function planScopes(scopes: readonly Scope[], allowed: KindRules): readonly Scope[] {
  const refused = scopes.find((scope) => !allowed.scopes.includes(scope));
  if (refused !== undefined) {
    throw new IdentityError("INVALID_SCOPE", `A token of this kind cannot have the scope ${refused}.`);
  }
  return [...new Set(scopes)];
}

function planLifetime(expiresInMs: number, { maxMs }: KindRules): number {
  if (!Number.isSafeInteger(expiresInMs) || expiresInMs <= 0 || expiresInMs > maxMs) {
    throw new IdentityError("INVALID_EXPIRY", `A token of this kind lives at most ${Math.round(maxMs / dayMs)} days.`);
  }
  return expiresInMs;
}
