import { isPrintable } from "./printable.ts";

/** A person at the provider, as the provider names them. */
export interface Account {
  /** Stable identifier at this issuer. */
  readonly subject?: string;
  /** For display: the e-mail address, user name or name. */
  readonly name?: string;
}

const nameClaims = ["email", "preferred_username", "name"] as const;
const maxNameLength = 200;

/**
 * Reads who signed in from an ID token that came straight from the token endpoint over TLS, which stands for a check of its signature
 * (OpenID Connect Core section 3.1.3.7, step 6). Issuer and audience must fit; an ID token that does not is ignored, never an error, since the
 * tokens beside it are good and a refresh token may already be spent.
 */
export function accountOf(
  idToken: string,
  client: { readonly clientId: string; readonly server: { readonly issuer: string } },
): Account | undefined {
  const claims = claimsOf(idToken);
  if (claims === undefined) return undefined;
  const audience = claims["aud"];
  const audiences: readonly unknown[] = Array.isArray(audience) ? audience : [audience];
  if (!audiences.includes(client.clientId) || !sameOrigin(claims["iss"], client.server.issuer)) return undefined;
  const subject = claims["sub"];
  const name = nameClaims.map((claim) => claims[claim]).find(isName);
  return { ...(isName(subject) ? { subject } : {}), ...(name === undefined ? {} : { name }) };
}

/**
 * When an access token that is a JWT ends, by this machine's clock: its `exp` is by the server's clock, whose difference the `Date` header tells.
 * Undefined for an opaque token.
 */
export function expiryOf(
  accessToken: string,
  received: { readonly receivedAt: number; readonly serverDate?: number },
): number | undefined {
  const exp = claimsOf(accessToken)?.["exp"];
  if (typeof exp !== "number" || !Number.isSafeInteger(exp * 1_000) || exp < 0) return undefined;
  return Math.round(exp * 1_000) + (received.receivedAt - (received.serverDate ?? received.receivedAt));
}

/** The claims of a JWT, its signature unchecked; undefined for anything else. */
export function claimsOf(jwt: string): Readonly<Record<string, unknown>> | undefined {
  const payload = /^[\w-]+\.([\w-]+)\.[\w-]*$/.exec(jwt)?.[1];
  if (payload === undefined) return undefined;
  try {
    const binary = atob(payload.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return typeof claims === "object" && claims !== null ? { ...claims } : undefined;
  } catch {
    return undefined;
  }
}

/** Entra signs with the tenant's own path under the issuer's host, so the origin is compared. */
function sameOrigin(claimed: unknown, issuer: string): boolean {
  return typeof claimed === "string" && URL.canParse(claimed) && new URL(claimed).origin === new URL(issuer).origin;
}

function isName(value: unknown): value is string {
  return typeof value === "string" && isPrintable(value, maxNameLength);
}
