import { Secret, type System, system } from "@infershield/core";
import { pollToken, requestDeviceAuthorization } from "@infershield/device-flow";
import type { Instance } from "@infershield/instance";
import { keepSignIn, prepareDeviceSignIn, saveApiKey } from "@infershield/key-custody";
import type { TokenRecord } from "@infershield/token-store";
import type { LoginView } from "./login-view.ts";
import { recordedLogin } from "./recorded-login.ts";

/** A sign-in of one person at one provider. */
export interface SignInRequest {
  readonly provider: string;
  readonly userId: string;
  readonly account: string;
  readonly signal?: AbortSignal;
  readonly system?: System;
}

/**
 * Signs a person in by the device flow (RFC 8628) and stores the tokens sealed. That it began and how it ended is recorded.
 *
 * @throws DeviceFlowError, ProviderError, CustodyError `SIGN_IN_UNAVAILABLE`
 */
export async function signIn(instance: Instance, request: SignInRequest, view: LoginView): Promise<TokenRecord> {
  const outside = request.system ?? system;
  const provider = instance.providers.get(request.provider);
  const { client, signIn: way, parameters } = await prepareDeviceSignIn(provider, outside);
  const signal = request.signal ? { signal: request.signal } : {};
  return await recordedLogin(instance, request, async () => {
    try {
      const { scopes, verificationHosts } = way;
      const wish = { scopes, verificationHosts, parameters, ...signal };
      const authorization = await requestDeviceAuthorization(client, wish);
      view.code(authorization);
      const tokenSet = await pollToken(client, authorization, { ...outside, onEvent: view.waiting, ...signal });
      const { userId, account } = request;
      return await keepSignIn(instance.tokens, { userId, account, provider, client, tokenSet });
    } finally {
      view.done();
    }
  });
}

/** Stores an API key that a person pasted on standard input. */
export async function storeApiKey(instance: Instance, request: SignInRequest, value: string): Promise<TokenRecord> {
  const provider = instance.providers.get(request.provider);
  const { userId, account } = request;
  return await recordedLogin(instance, request, () =>
    saveApiKey(instance.tokens, { userId, account, provider, apiKey: new Secret(value) }),
  );
}
