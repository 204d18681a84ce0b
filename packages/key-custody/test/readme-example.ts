import type { Principal } from "@infershield/core";
import type { TokenSet } from "@infershield/device-flow";
import { createCustody, logout, saveSignIn } from "@infershield/key-custody";
import type { Provider } from "@infershield/providers";
import { memoryTokenStore } from "@infershield/token-store";

/** Stores a finished sign-in, gets the credential for a request, renews it after a 401, and signs out. */
export async function tryCustody(provider: Provider, tokenSet: TokenSet): Promise<readonly string[]> {
  const store = memoryTokenStore();
  const { tenant, userId, account } = await saveSignIn(store, { userId: "alex", provider, tokenSet, clientId: "cli" });

  const custody = createCustody({ keyMode: "server", store, environmentKeys: new Map() });
  const principal: Principal = { kind: "token", tenant, userId, scopes: ["proxy:invoke"], providers: "all" };
  const request = { principal, provider, operation: "responses" } as const;
  const credential = await custody.credentialFor(request);
  const renewed = await custody.refreshAfterUnauthorized(credential, request);
  await custody.close();

  const { revoked } = await logout({ store, provider, key: { tenant, userId, provider: provider.name, account } });
  return [`${credential.header} for ${credential.origin}`, renewed ? "renewed" : "not renewed", revoked];
}
