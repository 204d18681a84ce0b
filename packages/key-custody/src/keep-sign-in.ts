import { checkGrantedScopes, type OAuthClient, revokeToken, type TokenSet } from "@infershield/device-flow";
import type { Provider } from "@infershield/providers";
import type { TokenRecord, TokenStore } from "@infershield/token-store";
import { saveSignIn } from "./save-sign-in.ts";

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
export async function keepSignIn(store: TokenStore, finished: FinishedSignIn): Promise<TokenRecord> {
  const { userId, account, provider, client, tokenSet } = finished;
  const { scopes = [], requiredScopes = [] } = provider.signIn ?? {};
  try {
    checkGrantedScopes(tokenSet, requiredScopes);
  } catch (error) {
    await dropSignIn(finished);
    throw error;
  }
  return saveSignIn(store, { userId, account, provider, clientId: client.clientId, tokenSet, scopes });
}

/** Revokes tokens that are not going to be stored, as far as the provider lets them be revoked. */
export async function dropSignIn({ client, tokenSet }: Pick<FinishedSignIn, "client" | "tokenSet">): Promise<void> {
  const { accessToken, refreshToken } = tokenSet;
  await revokeToken(client, refreshToken ?? accessToken, { hint: refreshToken ? "refresh_token" : "access_token" });
}
