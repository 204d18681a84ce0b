import { localUser, type Scope } from "@infershield/core";
import { can, mayManage, mayUse, type Permission, type Role, type TokenGrant } from "@infershield/identity";
import { ProxyError } from "../proxy-error.ts";

/** Who administers: a person by a token, or whoever holds the database and its key. */
export interface Actor {
  /** Id of the account; `local` for the holder of the database. */
  readonly userId: string;
  readonly role: Role;
  readonly scopes: readonly Scope[];
  /** The token that was presented. */
  readonly grant?: TokenGrant;
  /** Address of the client. */
  readonly peer?: string;
}

/** Who runs a command on the machine of the database: there is nothing that they could not do without us. */
export const operator: Actor = {
  userId: localUser,
  role: "owner",
  scopes: ["proxy:invoke", "audit:read", "admin:users", "admin:policy"],
};

/** @throws ProxyError `NOT_PERMITTED` unless role and token both include the permission */
export function requirePermission(actor: Actor, permission: Permission): void {
  if (mayUse(actor, permission)) return;
  throw can(actor.role, permission)
    ? notPermitted("This token may not be used for that.", {
        reason: "scope",
        hint: "Administration needs the administrator's token that `infershield login` keeps.",
      })
    : notPermitted(`The role ${actor.role} may not do that.`, { reason: "role", hint: "Ask an owner of the team." });
}

/**
 * Only a device's own token, or an administrator's, changes tokens and logins: what a single tool holds may leak through that tool, and must
 * not be worth more than it. With it, somebody could make tokens that outlive it, or sign the person in with an account of their own.
 *
 * @throws ProxyError `NOT_PERMITTED`
 */
export function requireDevice({ grant }: Actor): void {
  if (grant === undefined || grant.device !== undefined || grant.kind === "a") return;
  throw notPermitted("A tool's token changes no tokens and no logins.", {
    reason: "tool_token",
    hint: "Use the token of your device, which `infershield login` keeps.",
  });
}

/** Only owners touch owners, whatever else a role includes. @throws ProxyError `NOT_PERMITTED` */
export function requireRank(actor: Actor, target: Role): void {
  if (target === "owner" && !mayManage(actor.role, target)) {
    throw notPermitted("Only an owner may do that to an owner.", { reason: "rank" });
  }
}

/** @throws ProxyError `NOT_PERMITTED` */
export function requireManager(actor: Actor, target: Role): void {
  requirePermission(actor, "users:write");
  requireRank(actor, target);
}

/** The refusal of what somebody known may not do. */
export function notPermitted(
  message: string,
  options: { readonly reason: string; readonly hint?: string },
): ProxyError {
  return new ProxyError("NOT_PERMITTED", message, options);
}
