import { defaultTenant, Secret, type System, system } from "@infershield/core";
import { pollToken, requestDeviceAuthorization } from "@infershield/device-flow";
import type { Instance } from "@infershield/instance";
import { keepSignIn, prepareDeviceSignIn, saveApiKey } from "@infershield/key-custody";
import type { TokenKey, TokenRecord } from "@infershield/token-store";
import type { LoginView } from "./login-view.ts";
import { recordLogin } from "./record-login.ts";

/** A sign-in of one person at one provider. */
export interface SignInRequest {
  readonly provider: string;
  readonly userId: string;
  readonly account: string;
  readonly signal?: AbortSignal;
  readonly system?: System;
}

/**
 * Signs a person in by the device flow (RFC 8628), stores the tokens sealed and leaves an audit record, also of a refusal.
 *
 * @throws DeviceFlowError, ProviderError, CustodyError `SIGN_IN_UNAVAILABLE`
 */
export async function signIn(instance: Instance, request: SignInRequest, view: LoginView): Promise<TokenRecord> {
  const outside = request.system ?? system;
  const provider = instance.providers.get(request.provider);
  const { client, signIn: way, parameters } = await prepareDeviceSignIn(provider, outside);
  const signal = request.signal ? { signal: request.signal } : {};
  try {
    const authorization = await requestDeviceAuthorization(client, {
      scopes: way.scopes,
      verificationHosts: way.verificationHosts,
      parameters,
      ...signal,
    });
    view.code(authorization);
    const tokenSet = await pollToken(client, authorization, { ...outside, onEvent: view.waiting, ...signal });
    const { userId, account } = request;
    const record = await keepSignIn(instance.tokens, { userId, account, provider, client, tokenSet });
    await recordLogin(instance, request);
    return record;
  } catch (error) {
    await recordLogin(instance, request, error);
    throw error;
  } finally {
    view.done();
  }
}

/** Stores an API key that a person pasted on standard input. */
export async function storeApiKey(instance: Instance, request: SignInRequest, value: string): Promise<TokenRecord> {
  const provider = instance.providers.get(request.provider);
  const record = await saveApiKey(instance.tokens, { ...keyOf(request), provider, apiKey: new Secret(value) });
  await recordLogin(instance, request);
  return record;
}

function keyOf({ userId, provider, account }: SignInRequest): TokenKey {
  return { tenant: defaultTenant, userId, provider, account };
}
