import type { CreatedToken, TokenGrant, User, Team as UserTeam } from "@infershield/identity";
import type { TokenSummary } from "@infershield/token-store";
import type { UsageRow } from "../usage-meter.ts";
import type { EnrolledDevice } from "./enrol.ts";
import type { DeletedUser, Invitation } from "./people.ts";
import type { SignInView } from "./run-sign-in.ts";
import type { SignInPrompt } from "./sign-in.ts";

// The answers of the admin API: wire names, times as ISO 8601.

/** An account. */
export interface UserJson {
  readonly id: string;
  readonly email: string;
  readonly name: string | null;
  readonly role: User["role"];
  readonly team: string | null;
  readonly state: User["state"];
  readonly created_at: string;
  readonly version: number;
}

/** An account that was deleted. */
export interface DeletedUserJson extends UserJson {
  /** Whether excerpts of what the person wrote were made unreadable. */
  readonly excerpts_shredded: boolean;
}

/** An account with a one-time code for a device. */
export interface InvitationJson {
  readonly user: UserJson;
  /** Shown here and never again. */
  readonly code: string;
  readonly code_expires_at: string;
}

/** People who share limits and policy. */
export interface TeamJson {
  readonly id: string;
  readonly name: string;
  readonly created_at: string;
}

/** What is known of an InferShield token; never the token. */
export interface TokenJson {
  readonly id: string;
  readonly name: string;
  /** Id of the account. */
  readonly user: string;
  readonly kind: TokenGrant["kind"];
  readonly device: string | null;
  readonly last4: string;
  readonly path: boolean;
  readonly scopes: readonly string[];
  readonly providers: "all" | readonly string[];
  readonly created_at: string;
  readonly expires_at: string;
  readonly last_used_at: string | null;
  readonly revoked_at: string | null;
}

/** A new token. */
export interface NewTokenJson extends TokenJson {
  /** Shown here and never again. */
  readonly token: string;
}

/** What a device gets for its code. */
export interface DeviceJson {
  readonly user: UserJson;
  /** Where the device's tools reach the proxy. */
  readonly proxy_url: string;
  readonly device: NewTokenJson;
  /** For whoever administers: a token that no tool needs. */
  readonly administration: NewTokenJson | null;
}

/** A login at a provider; nothing secret. */
export interface LoginJson {
  readonly provider: string;
  readonly account: string;
  readonly name: string | null;
  readonly kind: TokenSummary["kind"];
  readonly state: TokenSummary["state"];
  readonly selected: boolean;
  readonly expires_at: string | null;
}

/** What one person used of one model on one day. */
export interface UsageJson {
  readonly day: string;
  /** Id of the account. */
  readonly user: string;
  /** Null for an account that was deleted since. */
  readonly email: string | null;
  readonly provider: string;
  readonly model: string;
  readonly requests: number;
  readonly tokens_in: number;
  readonly tokens_out: number;
}

/** What a person is to do for a sign-in. */
export type PromptJson =
  | {
      readonly flow: "device";
      readonly user_code: string;
      readonly verification_uri: string;
      readonly verification_uri_complete: string | null;
      readonly expires_at: string;
    }
  | { readonly flow: "browser"; readonly url: string; readonly state: string; readonly expires_at: string };

/** A sign-in that runs in the server. */
export interface SignInJson {
  readonly id: string;
  readonly provider: string;
  readonly account: string;
  readonly status: SignInView["status"];
  readonly name: string | null;
  readonly prompt: PromptJson | null;
  readonly error: { readonly code: string; readonly message: string; readonly hint?: string } | null;
}

/** {@link UserJson} of an account. */
export function userJson({ id, email, name, role, team, state, createdAt, version }: User): UserJson {
  return { id, email, name: name ?? null, role, team: team ?? null, state, created_at: iso(createdAt), version };
}

/** {@link DeletedUserJson} of an account that is gone. */
export function deletedUserJson({ user, shredded }: DeletedUser): DeletedUserJson {
  return { ...userJson(user), excerpts_shredded: shredded };
}

/** {@link InvitationJson} of an invitation. */
export function invitationJson({ user, code, expiresAt }: Invitation): InvitationJson {
  return { user: userJson(user), code: code.reveal(), code_expires_at: iso(expiresAt) };
}

/** {@link TeamJson} of a team. */
export function teamJson({ id, name, createdAt }: UserTeam): TeamJson {
  return { id, name, created_at: iso(createdAt) };
}

/** {@link TokenJson} of a grant. */
export function tokenJson(grant: TokenGrant): TokenJson {
  return {
    id: grant.id,
    name: grant.name,
    user: grant.userId,
    kind: grant.kind,
    device: grant.device ?? null,
    last4: grant.last4,
    path: grant.path,
    scopes: grant.scopes,
    providers: grant.providers,
    created_at: iso(grant.createdAt),
    expires_at: iso(grant.expiresAt),
    last_used_at: isoOrNull(grant.lastUsedAt),
    revoked_at: isoOrNull(grant.revokedAt),
  };
}

/** {@link NewTokenJson} of a token that was just made. */
export function newTokenJson({ token, grant }: CreatedToken): NewTokenJson {
  return { token: token.reveal(), ...tokenJson(grant) };
}

/** {@link DeviceJson} of a device that was just enrolled. */
export function deviceJson({ user, device, administration }: EnrolledDevice, proxyUrl: string): DeviceJson {
  return {
    user: userJson(user),
    proxy_url: proxyUrl,
    device: newTokenJson(device),
    administration: administration === undefined ? null : newTokenJson(administration),
  };
}

/** {@link LoginJson} of a stored login. */
export function loginJson({
  provider,
  account,
  displayName,
  kind,
  state,
  selected,
  expiresAt,
}: Omit<TokenSummary, "has">): LoginJson {
  return {
    provider,
    account,
    name: displayName ?? null,
    kind,
    state,
    selected,
    expires_at: isoOrNull(expiresAt),
  };
}

/** {@link UsageJson} of a sum. */
export function usageJson(row: UsageRow, email: string | undefined): UsageJson {
  const { day, userId: user, provider, model, requests, tokensIn, tokensOut } = row;
  return { day, user, email: email ?? null, provider, model, requests, tokens_in: tokensIn, tokens_out: tokensOut };
}

/** {@link SignInJson} of a sign-in. */
export function signInJson({ id, provider, account, status, prompt, name, error }: SignInView): SignInJson {
  return {
    id,
    provider,
    account,
    status,
    name: name ?? null,
    prompt: prompt === undefined ? null : promptJson(prompt),
    error: error ?? null,
  };
}

function promptJson(prompt: SignInPrompt): PromptJson {
  const expires_at = iso(prompt.expiresAt);
  if (prompt.flow === "browser") return { flow: prompt.flow, url: prompt.url, state: prompt.state, expires_at };
  return {
    flow: prompt.flow,
    user_code: prompt.userCode,
    verification_uri: prompt.verificationUri,
    verification_uri_complete: prompt.verificationUriComplete ?? null,
    expires_at,
  };
}

function isoOrNull(ms: number | undefined): string | null {
  return ms === undefined ? null : iso(ms);
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
