import { IdentityError } from "./error.ts";
import type { TokenGrant } from "./grant.ts";
import { refusalOf } from "./grant-rules.ts";
import { scopesOf } from "./permissions.ts";
import { allowedScopes, type GrantPlan, type NewToken, planGrant } from "./token-rules.ts";
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

/** Name of the grant that an enrolment code is. */
const enrolmentName = "enrolment";

/**
 * {@link planGrant} for a person of the team: no more scopes than the role has. Without `scopes` the token gets what kind and role have in common.
 *
 * @throws IdentityError `USER_DISABLED`, `INVALID_SCOPE`, and what `planGrant` throws
 */
export function planUserGrant(user: User, input: Omit<NewToken, "userId">, now: number): GrantPlan {
  if (user.state !== "active") throw new IdentityError("USER_DISABLED", "This user is disabled.");
  const most = scopesOf(user);
  const { kind = "p", path = false } = input;
  const usual = allowedScopes(kind, path);
  const common = usual.byDefault.filter((scope) => most.includes(scope));
  const scopes = input.scopes ?? (common.length > 0 ? common : usual.atMost.filter((scope) => most.includes(scope)));
  const tooMuch = scopes.find((scope) => !most.includes(scope));
  if (tooMuch !== undefined || (scopes.length === 0 && kind !== "d")) {
    throw new IdentityError("INVALID_SCOPE", `The role ${user.role} cannot have such a token.`);
  }
  return planGrant({ ...input, userId: user.id, scopes }, now);
}

/** The grant that an enrolment code is: no scope, an hour by default, a day at most. @throws IdentityError `USER_DISABLED`, `INVALID_EXPIRY` */
export function planEnrolment(user: User, options: { readonly expiresInMs?: number }, now: number): GrantPlan {
  return planUserGrant(user, { kind: "d", name: enrolmentName, ...options }, now);
}

/**
 * The token that a device gets for a code. It names the code as what it replaces.
 *
 * @throws IdentityError `INVALID_CODE` (unknown, used, expired, or of a disabled user: they look alike), `INVALID_SCOPE`, `INVALID_NAME`
 */
export function planRedemption(
  found: { readonly grant: TokenGrant; readonly user: User } | undefined,
  device: NewDevice,
  now: number,
): GrantPlan {
  if (found === undefined || found.grant.kind !== "d" || refusalOf(found.grant, now) !== undefined) throw invalidCode();
  if (found.user.state !== "active") throw invalidCode();
  const { name = device.device, ...asked } = device;
  return { ...planUserGrant(found.user, { ...asked, name }, now), rotatedFrom: found.grant.id };
}

function invalidCode(): IdentityError {
  return new IdentityError("INVALID_CODE", "This enrolment code is not valid: it works once, for a short time.", {
    hint: "Ask your administrator for a new one.",
  });
}
