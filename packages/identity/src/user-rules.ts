import { defaultTenant } from "@infershield/core";
import { IdentityError } from "./error.ts";
import { printableName } from "./token-rules.ts";
import { type NewUser, roles, type Team, type User, type UserChange } from "./user.ts";

const emailShape = /^[^\s@\p{C}]+@[^\s@\p{C}]+$/u;
const maxEmailLength = 254;
const teamShape = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** The form in which addresses are stored and looked up: trimmed, composed (NFC), lower case. */
export function normalEmail(email: string): string {
  return email.trim().normalize("NFC").toLowerCase();
}

/**
 * Turns what was asked for into an account.
 *
 * @throws IdentityError `INVALID_EMAIL`, `INVALID_NAME`, `INVALID_ROLE`
 */
export function planUser(input: NewUser, given: { readonly id: string; readonly now: number }): User {
  const email = normalEmail(input.email);
  if (email.length > maxEmailLength || !emailShape.test(email)) {
    throw new IdentityError("INVALID_EMAIL", "An e-mail address has one @ and no spaces, 254 characters at most.");
  }
  const { name, role = "member", team } = input;
  checkRole(role);
  return {
    id: given.id,
    tenant: defaultTenant,
    email,
    ...(name !== undefined && { name: checkName(name) }),
    role,
    ...(team !== undefined && { team }),
    state: "active",
    createdAt: given.now,
    version: 1,
  };
}

/**
 * The account after a change; the same object when nothing changes.
 *
 * @param options.expectedVersion - Version the administrator saw.
 * @param options.isLastOwner - Whether no other active owner is left.
 * @throws IdentityError `CONFLICT`, `LAST_OWNER`, `INVALID_NAME`, `INVALID_ROLE`
 */
export function planUserChange(
  user: User,
  change: UserChange,
  options: { readonly expectedVersion?: number | undefined; readonly isLastOwner: boolean },
): User {
  const { expectedVersion, isLastOwner } = options;
  if (expectedVersion !== undefined && expectedVersion !== user.version) {
    throw new IdentityError("CONFLICT", "Somebody else changed this user meanwhile.", {
      hint: "Look at the user again and decide anew.",
    });
  }
  if (change.role !== undefined) checkRole(change.role);
  const { team: former, ...kept } = user;
  const team = change.team === undefined ? former : (change.team ?? undefined);
  const next: User = {
    ...kept,
    ...(change.name !== undefined && { name: checkName(change.name) }),
    role: change.role ?? user.role,
    ...(team !== undefined && { team }),
    state: change.state ?? user.state,
  };
  if (isLastOwner && isActiveOwner(user) && !isActiveOwner(next)) throw lastOwner();
  const isSame =
    next.name === user.name && next.role === user.role && next.team === user.team && next.state === user.state;
  return isSame ? user : { ...next, version: user.version + 1 };
}

/** @throws IdentityError `LAST_OWNER` */
export function checkDeletion(user: User, { isLastOwner }: { readonly isLastOwner: boolean }): void {
  if (isLastOwner && isActiveOwner(user)) throw lastOwner();
}

/** Somebody who can still administer everything. */
function isActiveOwner(user: Pick<User, "role" | "state">): boolean {
  return user.role === "owner" && user.state === "active";
}

/** @throws IdentityError `INVALID_NAME` */
export function planTeam(input: { readonly id: string; readonly name?: string }, now: number): Team {
  if (!teamShape.test(input.id)) {
    throw new IdentityError("INVALID_NAME", "A team's id is lower-case letters, digits and hyphens, 64 at most.");
  }
  return { id: input.id, tenant: defaultTenant, name: checkName(input.name ?? input.id), createdAt: now };
}

function checkRole(role: string): void {
  if (!roles.some((known) => known === role)) {
    throw new IdentityError("INVALID_ROLE", `There is no such role; there are ${roles.join(", ")}.`);
  }
}

function checkName(name: string): string {
  if (!printableName.test(name)) throw new IdentityError("INVALID_NAME", "A name is 1 to 64 printable characters.");
  return name;
}

function lastOwner(): IdentityError {
  return new IdentityError("LAST_OWNER", "This is the last active owner.", {
    hint: "Make somebody else an owner first.",
  });
}
