import { defaultTenant, type Secret } from "@infershield/core";
import { userNamed } from "@infershield/identity";
import { type LogoutResult, logout, saveApiKey } from "@infershield/key-custody";
import type { TokenRecord, TokenSummary } from "@infershield/token-store";
import { type Actor, requireDevice, requirePermission, requireRank } from "./actor.ts";
import { recorded } from "./recorded.ts";
import type { Team } from "./team.ts";

/** What became of one login. */
export interface EndedLogin {
  readonly provider: string;
  readonly account: string;
  readonly revoked: LogoutResult["revoked"];
}

/** The logins at providers of one person, the caller when nobody is named; nothing secret. @throws ProxyError `NOT_PERMITTED` */
export async function listLogins(team: Team, actor: Actor, name?: string): Promise<readonly TokenSummary[]> {
  const userId = name === undefined ? await own(actor) : await other(team, actor, name, "logins:read");
  return await team.tokens.list({ tenant: defaultTenant, userId });
}

/**
 * Revokes a person's logins at a provider and deletes them here, whatever the provider answers.
 *
 * @param which.user - Whose; the caller's own when nobody is named.
 * @param which.account - All of the person's accounts at the provider without it.
 * @throws ProxyError `NOT_PERMITTED`; IdentityError `NOT_FOUND`; ProviderError `UNKNOWN_PROVIDER`; CustodyError, AuditError
 */
export async function revokeLogins(
  team: Team,
  actor: Actor,
  which: { readonly user?: string; readonly provider: string; readonly account?: string },
): Promise<readonly EndedLogin[]> {
  const { user, provider, account } = which;
  const userId = user === undefined ? await own(actor) : await other(team, actor, user, "logins:revoke");
  requireDevice(actor);
  team.providers.get(provider);
  const act = { event: "authentication", action: "auth.logout", subject: userId, provider } as const;
  return await recorded(team, actor, act, () => endLogins(team, userId, { provider, account }));
}

/** An API key that a person has. */
export interface ApiKeyWish {
  readonly provider: string;
  readonly account: string;
  /** Whose; the caller's own when nobody is named. */
  readonly user?: string;
  readonly apiKey: Secret;
}

/**
 * Keeps an API key sealed, as the login of one person.
 *
 * @throws ProxyError `NOT_PERMITTED`; IdentityError `NOT_FOUND`; ProviderError `UNKNOWN_PROVIDER`; CustodyError `STORE_UNAVAILABLE`; AuditError
 */
export async function storeApiKey(
  team: Team,
  actor: Actor,
  { provider: name, user, account, apiKey }: ApiKeyWish,
): Promise<TokenRecord> {
  const userId = await ownerOfSignIn(team, actor, user);
  const provider = team.providers.get(name);
  const act = { event: "authentication", action: "auth.login", subject: userId, provider: name } as const;
  return await recorded(team, actor, act, () => saveApiKey(team.tokens, { userId, provider, account, apiKey }));
}

/** Ends logins at their providers, as far as they answer, and here. @throws CustodyError `STORE_UNAVAILABLE` */
export async function endLogins(
  { tokens, providers, system }: Pick<Team, "tokens" | "providers" | "system">,
  userId: string,
  which: { readonly provider?: string; readonly account?: string | undefined } = {},
): Promise<readonly EndedLogin[]> {
  const { provider, account } = which;
  const stored = await tokens.list({ tenant: defaultTenant, userId, ...(provider !== undefined && { provider }) });
  const ended: EndedLogin[] = [];
  for (const login of stored) {
    if (account !== undefined && login.account !== account) continue;
    const known = providers.find(login.provider);
    // A provider that is no longer configured cannot be asked any more.
    const revoked =
      known === undefined
        ? await tokens.delete(login).then(() => "unsupported" as const)
        : (await logout({ store: tokens, provider: known, key: login, fetch: system.fetch })).revoked;
    ended.push({ provider: login.provider, account: login.account, revoked });
  }
  return ended;
}

/** The caller's own id, where the caller may have logins. */
async function own(actor: Actor): Promise<string> {
  requirePermission(actor, "logins:own");
  return actor.userId;
}

async function other(
  team: Team,
  actor: Actor,
  name: string,
  permission: "logins:read" | "logins:revoke" | "logins:write",
): Promise<string> {
  if (name === actor.userId) return own(actor);
  requirePermission(actor, permission);
  const user = await userNamed(team.users, name);
  if (user.id === actor.userId) return own(actor);
  if (permission !== "logins:read") requireRank(actor, user.role);
  return user.id;
}

/** Whom a sign-in is for: the caller, or somebody else when the caller may. @throws ProxyError `NOT_PERMITTED`; IdentityError `NOT_FOUND` */
export async function ownerOfSignIn(team: Team, actor: Actor, name?: string): Promise<string> {
  const userId = name === undefined ? await own(actor) : await other(team, actor, name, "logins:write");
  requireDevice(actor);
  return userId;
}
