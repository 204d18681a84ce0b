import { defaultTenant, localUser, Secret } from "@infershield/core";
import type { UnlockedHome } from "@infershield/instance";
import { saveApiKey } from "@infershield/key-custody";
import type { TokenSummary } from "@infershield/token-store";

/** Name under which tokens of a team's server lie among the stored logins. */
export const serverProvider = "infershield";

const administrationSuffix = " (administration)";

/** The tokens that this machine has of a server. */
export interface ServerTokens {
  readonly device?: Secret;
  /** For whoever administers. */
  readonly administration?: Secret;
}

const keyOf = (account: string) => ({ tenant: defaultTenant, userId: localUser, provider: serverProvider, account });

/** A token to be kept; `expiresAt` is epoch milliseconds. */
export interface TokenToKeep {
  readonly token: string;
  readonly expiresAt: number;
}

/** Keeps the tokens of this device sealed in the home. @throws CustodyError `STORE_UNAVAILABLE` */
export async function keepServerTokens(
  { tokens }: Pick<UnlockedHome, "tokens">,
  server: string,
  kept: { readonly email: string; readonly device: TokenToKeep; readonly administration?: TokenToKeep },
): Promise<void> {
  const { email, device, administration } = kept;
  const keep = (account: string, { token, expiresAt }: TokenToKeep) =>
    saveApiKey(tokens, {
      userId: localUser,
      provider: { name: serverProvider },
      account,
      displayName: `${email} at ${account}`,
      apiKey: new Secret(token),
      expiresAt,
    });
  await keep(server, device);
  const second = `${server}${administrationSuffix}`;
  // An earlier login may have been an administrator's.
  if (administration === undefined) await tokens.delete(keyOf(second));
  else await keep(second, administration);
}

/** What is kept of a server. @throws TokenStoreError */
export async function findServerTokens(
  { tokens }: Pick<UnlockedHome, "tokens">,
  server: string,
): Promise<ServerTokens> {
  const device = (await tokens.get(keyOf(server)))?.apiKey;
  const administration = (await tokens.get(keyOf(`${server}${administrationSuffix}`)))?.apiKey;
  return { ...(device && { device }), ...(administration && { administration }) };
}

/** The address of the server that a stored login belongs to; undefined for a provider's login. */
export function serverOf({ provider, account }: Pick<TokenSummary, "provider" | "account">): string | undefined {
  return provider === serverProvider ? account.replace(administrationSuffix, "") : undefined;
}
