import { type CreatedToken, can, IdentityError, type TokenGrant, userNamed } from "@infershield/identity";
import { type Actor, notPermitted, requireDevice, requirePermission, requireRank } from "./actor.ts";
import { recorded } from "./recorded.ts";
import type { Team } from "./team.ts";

/** What a new token is for. */
export interface TokenWish {
  readonly name: string;
  readonly providers?: readonly string[];
  readonly path?: boolean;
  readonly expiresInMs?: number;
}

/** The InferShield tokens of one person, the caller when nobody is named; never the tokens themselves. @throws ProxyError `NOT_PERMITTED` */
export async function listTokens(team: Team, actor: Actor, name?: string): Promise<readonly TokenGrant[]> {
  requirePermission(actor, name === undefined ? "tokens:own" : "tokens:read");
  const userId = name === undefined ? actor.userId : (await userNamed(team.users, name)).id;
  return await team.users.listTokens({ userId });
}

/**
 * Makes a token for one of the caller's tools, or for a service. Nobody makes a token in another person's name: it would spend that
 * person's logins.
 *
 * @throws ProxyError `NOT_PERMITTED`; ProviderError `UNKNOWN_PROVIDER`; IdentityError `INVALID_NAME`, `INVALID_EXPIRY`, `INVALID_PATH_TOKEN`, `NOT_FOUND`; AuditError
 */
export async function createToken(
  team: Team,
  actor: Actor,
  { user: name, ...wish }: TokenWish & { readonly user?: string },
): Promise<CreatedToken> {
  const owner = name === undefined ? { id: actor.userId, kind: "p" as const } : await serviceNamed(team, actor, name);
  if (name === undefined) {
    requirePermission(actor, "tokens:own");
    requireReach(actor, wish.providers ?? "all");
  }
  requireDevice(actor);
  for (const provider of wish.providers ?? []) team.providers.get(provider);
  return await recorded(team, actor, { event: "token", action: "token.create", subject: owner.id }, async (note) => {
    const created = await team.users.createToken({ ...wish, userId: owner.id, kind: owner.kind });
    note({ subject: created.grant.id });
    return created;
  });
}

/** Replaces a token by a new one. @throws ProxyError `NOT_PERMITTED`; IdentityError `NOT_FOUND`, `NOT_ACTIVE`, `INVALID_EXPIRY`; AuditError */
export async function rotateToken(
  team: Team,
  actor: Actor,
  { id, overlapMs }: { readonly id: string; readonly overlapMs?: number },
): Promise<CreatedToken> {
  requirePermission(actor, "tokens:own");
  requireDevice(actor);
  requireReach(actor, (await ownToken(team, actor, id)).providers);
  return await recorded(team, actor, { event: "token", action: "token.rotate", subject: id }, () =>
    team.users.rotateToken(id, { ...(overlapMs !== undefined && { overlapMs }) }),
  );
}

/** Ends a token at once. @throws ProxyError `NOT_PERMITTED`; IdentityError `NOT_FOUND`; AuditError */
export async function revokeToken(team: Team, actor: Actor, id: string): Promise<TokenGrant> {
  requirePermission(actor, "tokens:own");
  // A tool may end itself.
  if (id !== actor.grant?.id) requireDevice(actor);
  const mine = await findOwnToken(team, actor, id);
  if (mine === undefined) await requireRevocable(team, actor, id);
  return await recorded(team, actor, { event: "token", action: "token.revoke", subject: id }, () =>
    team.users.revokeToken(id),
  );
}

async function serviceNamed(
  team: Team,
  actor: Actor,
  name: string,
): Promise<{ readonly id: string; readonly kind: "s" }> {
  requirePermission(actor, "tokens:write");
  const { id, role } = await userNamed(team.users, name);
  if (role === "service") return { id, kind: "s" };
  throw notPermitted("Tokens are made for services only; people make their own.", {
    reason: "not_a_service",
    hint: "Give the person a code for their device: infershield admin invite EMAIL",
  });
}

/** A token with fewer providers makes none with more. */
function requireReach({ grant }: Actor, wanted: "all" | readonly string[]): void {
  const reach = grant?.providers ?? "all";
  if (reach !== "all" && (wanted === "all" || wanted.some((provider) => !reach.includes(provider)))) {
    throw notPermitted("This token may not be used for these providers.", { reason: "providers" });
  }
}

async function findOwnToken({ users }: Team, actor: Actor, id: string): Promise<TokenGrant | undefined> {
  const own = await users.listTokens({ userId: actor.userId });
  return own.find((grant) => grant.id === id);
}

async function ownToken(team: Team, actor: Actor, id: string): Promise<TokenGrant> {
  const grant = await findOwnToken(team, actor, id);
  if (grant === undefined) throw noSuchToken();
  return grant;
}

/** Whose token somebody else may end. A person who may not learns nothing about it. */
async function requireRevocable({ users }: Team, actor: Actor, id: string): Promise<void> {
  if (!can(actor.role, "tokens:revoke")) throw noSuchToken();
  requirePermission(actor, "tokens:revoke");
  const grant = await users.findToken(id);
  const owner = grant && (await users.findUser({ id: grant.userId }));
  if (owner === undefined) throw noSuchToken();
  requireRank(actor, owner.role);
}

function noSuchToken(): IdentityError {
  return new IdentityError("NOT_FOUND", "No token has this id.", { hint: "Run: infershield token list" });
}
