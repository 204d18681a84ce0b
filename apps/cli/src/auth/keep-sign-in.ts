import { defaultTenant } from "@infershield/core";
import { checkGrantedScopes, type OAuthClient, revokeToken, type TokenSet } from "@infershield/device-flow";
import type { Instance } from "@infershield/instance";
import { saveSignIn } from "@infershield/key-custody";
import type { Provider } from "@infershield/providers";
import type { TokenRecord } from "@infershield/token-store";

/** The tokens of a finished sign-in, and whose they are. */
export interface FinishedSignIn {
  readonly userId: string;
  readonly account: string;
  readonly provider: Provider;
  /** The client that the tokens belong to. */
  readonly client: OAuthClient;
  readonly tokenSet: TokenSet;
}

/**
 * Stores the tokens of a finished sign-in. Those without a scope that their use needs are revoked instead: nobody will use them.
 *
 * @throws DeviceFlowError `ACCESS_DENIED`; CustodyError `STORE_UNAVAILABLE`
 */
export async function keepSignIn(instance: Pick<Instance, "tokens">, finished: FinishedSignIn): Promise<TokenRecord> {
  const { userId, account, provider, client, tokenSet } = finished;
  const { scopes = [], requiredScopes = [] } = provider.signIn ?? {};
  try {
    checkGrantedScopes(tokenSet, requiredScopes);
  } catch (error) {
    const { accessToken, refreshToken } = tokenSet;
    await revokeToken(client, refreshToken ?? accessToken, { hint: refreshToken ? "refresh_token" : "access_token" });
    throw error;
  }
  const { clientId } = client;
  return saveSignIn(instance.tokens, { tenant: defaultTenant, userId, account, provider, clientId, tokenSet, scopes });
}
