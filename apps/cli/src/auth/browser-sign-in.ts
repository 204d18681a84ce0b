import { defaultTenant, system } from "@infershield/core";
import { type AuthorizationCodeFlowOptions, authorizationCodeFlow } from "@infershield/device-flow/loopback";
import type { Instance } from "@infershield/instance";
import { keepSignIn, prepareBrowserSignIn } from "@infershield/key-custody";
import type { SignIn } from "@infershield/providers";
import type { TokenRecord } from "@infershield/token-store";
import type { BrowserLoginView } from "./browser-login-view.ts";
import { recordedLogin } from "./recorded-login.ts";
import type { SignInRequest } from "./sign-in.ts";

const defaultTimeoutMs = 10 * 60_000;

/**
 * Signs a person in through a browser that comes back to a port of this machine (RFC 8252), stores the tokens sealed under the client id they
 * belong to. That it began and how it ended is recorded.
 *
 * @throws DeviceFlowError, ProviderError, CustodyError `SIGN_IN_UNAVAILABLE`
 */
export async function browserSignIn(
  instance: Instance,
  request: SignInRequest & { readonly timeoutMs?: number },
  view: BrowserLoginView,
): Promise<TokenRecord> {
  const { userId, account, system: outside = system, timeoutMs = defaultTimeoutMs } = request;
  const provider = instance.providers.get(request.provider);
  const owner = { tenant: defaultTenant, userId, account };
  const { client, signIn, parameters } = await prepareBrowserSignIn(provider, {
    stored: await instance.tokens.get({ ...owner, provider: provider.name }),
    storeId: instance.keyring.storeId,
    fetch: outside.fetch,
  });
  return await recordedLogin(instance, request, async () => {
    const { tokens: tokenSet, clientId: used } = await authorizationCodeFlow(client, {
      scopes: signIn.scopes,
      parameters,
      open: (url) => view.visit({ url, expiresAt: outside.now() + timeoutMs }),
      paste: view.paste,
      timeoutMs,
      sleep: outside.sleep,
      now: outside.now,
      ...optionsOf(signIn, request),
    });
    return await keepSignIn(instance.tokens, {
      userId,
      account,
      provider,
      client: { ...client, clientId: used },
      tokenSet,
    });
  });
}

function optionsOf(
  { redirectPath }: SignIn,
  { signal }: SignInRequest,
): Pick<AuthorizationCodeFlowOptions, "path" | "signal"> {
  return { ...(redirectPath !== undefined && { path: redirectPath }), ...(signal && { signal }) };
}
