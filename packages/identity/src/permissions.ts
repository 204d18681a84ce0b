import type { Scope } from "@infershield/core";
import type { Role, User } from "./user.ts";

/** One thing that can be done. There is none for reading a token's plaintext: nobody may. */
export type Permission =
  /** Send requests to models. */
  | "proxy:invoke"
  /** List, make, rotate and end one's own InferShield tokens. */
  | "tokens:own"
  /** Sign in and out at providers, for oneself. */
  | "logins:own"
  | "usage:own"
  | "users:read"
  /** Make, change and delete accounts and teams, and invite people; owners only with `owners:write`. */
  | "users:write"
  | "owners:write"
  /** See other people's InferShield tokens, without the tokens themselves. */
  | "tokens:read"
  | "tokens:write"
  | "tokens:revoke"
  /** See which logins at providers others have. */
  | "logins:read"
  /** Sign others in at providers. */
  | "logins:write"
  | "logins:revoke"
  | "usage:read"
  /** Read audit records without excerpts of what was said. */
  | "audit:read"
  | "audit:excerpts"
  | "policy:read"
  | "policy:write";

interface Rights {
  readonly permissions: readonly Permission[];
  /** What a token of this role can be made for. */
  readonly scopes: readonly Scope[];
}

const own: readonly Permission[] = ["proxy:invoke", "tokens:own", "logins:own", "usage:own"];
const overview: readonly Permission[] = [
  "users:read",
  "tokens:read",
  "logins:read",
  "usage:read",
  "audit:read",
  "policy:read",
];
const people: readonly Permission[] = ["users:write", "tokens:write", "tokens:revoke", "logins:write", "logins:revoke"];

/** Excerpts are for `security` alone: whoever runs the accounts does not read what people wrote. */
const rights: Readonly<Record<Role, Rights>> = {
  owner: {
    permissions: [...own, ...overview, ...people, "owners:write", "policy:write"],
    scopes: ["proxy:invoke", "audit:read", "admin:users", "admin:policy", "scim"],
  },
  admin: {
    permissions: [...own, ...overview, ...people],
    scopes: ["proxy:invoke", "audit:read", "admin:users", "scim"],
  },
  security: {
    permissions: [...own, ...overview, "tokens:revoke", "logins:revoke", "audit:excerpts", "policy:write"],
    scopes: ["proxy:invoke", "audit:read", "admin:users", "admin:policy"],
  },
  auditor: {
    permissions: ["tokens:own", "usage:own", ...overview],
    scopes: ["audit:read"],
  },
  member: { permissions: [...own, "policy:read"], scopes: ["proxy:invoke"] },
  service: { permissions: ["proxy:invoke", "usage:own"], scopes: ["proxy:invoke"] },
};

/** A token needs one of these scopes to use a permission of its person. */
const scopesFor: Readonly<Record<Permission, readonly Scope[]>> = {
  "proxy:invoke": ["proxy:invoke"],
  "tokens:own": ["proxy:invoke", "audit:read", "admin:users"],
  "logins:own": ["proxy:invoke", "admin:users"],
  "usage:own": ["proxy:invoke", "audit:read", "admin:users"],
  "users:read": ["admin:users", "audit:read"],
  "users:write": ["admin:users"],
  "owners:write": ["admin:users"],
  "tokens:read": ["admin:users", "audit:read"],
  "tokens:write": ["admin:users"],
  "tokens:revoke": ["admin:users"],
  "logins:read": ["admin:users", "audit:read"],
  "logins:write": ["admin:users"],
  "logins:revoke": ["admin:users"],
  "usage:read": ["admin:users", "audit:read"],
  "audit:read": ["audit:read"],
  "audit:excerpts": ["audit:read"],
  "policy:read": ["proxy:invoke", "admin:policy", "audit:read"],
  "policy:write": ["admin:policy"],
};

/** Whether a role includes a permission. */
export function can(role: Role, permission: Permission): boolean {
  return rights[role].permissions.includes(permission);
}

/** Whether a person may do something with a token of these scopes: the role must include it, and the token must have been made for it. */
export function mayUse(
  who: { readonly role: Role; readonly scopes: readonly Scope[] },
  permission: Permission,
): boolean {
  return can(who.role, permission) && scopesFor[permission].some((scope) => who.scopes.includes(scope));
}

/**
 * Whether a role may change, invite or end accounts of another role, and give that role to somebody: only owners touch owners, so that
 * no administrator can become one by an invitation.
 */
export function mayManage(actor: Role, target: Role): boolean {
  return can(actor, target === "owner" ? "owners:write" : "users:write");
}

/** Scopes that a token of this person can have at most, whatever it was made with. */
export function scopesOf({ role }: Pick<User, "role">): readonly Scope[] {
  return rights[role].scopes;
}
