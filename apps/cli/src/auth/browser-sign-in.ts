import { defaultTenant, system } from "@infershield/core";
import { type AuthorizationCodeFlowOptions, authorizationCodeFlow } from "@infershield/device-flow/loopback";
import type { Instance } from "@infershield/instance";
import { createOAuthClients } from "@infershield/key-custody";
import type { Provider, SignIn } from "@infershield/providers";
import type { TokenRecord } from "@infershield/token-store";
import { CliError } from "../cli-error.ts";
import type { BrowserLoginView } from "./browser-login-view.ts";
import { installationId } from "./installation-id.ts";
import { keepSignIn } from "./keep-sign-in.ts";
import { recordLogin } from "./record-login.ts";
import type { SignInRequest } from "./sign-in.ts";

const defaultTimeoutMs = 10 * 60_000;

/**
 * Signs a person in through a browser that comes back to a port of this machine (RFC 8252), stores the tokens sealed under the client id they
 * belong to, and leaves an audit record, also of a refusal.
 *
 * @throws DeviceFlowError, ProviderError, CliError `SIGN_IN_UNAVAILABLE`
 */
export async function browserSignIn(
  instance: Instance,
  request: SignInRequest & { readonly timeoutMs?: number },
  view: BrowserLoginView,
): Promise<TokenRecord> {
  const { userId, account, system: outside = system, timeoutMs = defaultTimeoutMs } = request;
  const provider = instance.providers.get(request.provider);
  const owner = { tenant: defaultTenant, userId, account };
  const { signIn, clientId } = prepare(provider, await instance.tokens.get({ ...owner, provider: provider.name }));
  const client = await createOAuthClients(outside.fetch)(provider, clientId);
  try {
    const { tokens: tokenSet, clientId: used } = await authorizationCodeFlow(client, {
      scopes: signIn.scopes,
      parameters: parametersOf(signIn, clientId, instance),
      open: (url) => view.visit({ url, expiresAt: outside.now() + timeoutMs }),
      paste: view.paste,
      timeoutMs,
      sleep: outside.sleep,
      now: outside.now,
      ...optionsOf(signIn, request),
    });
    const record = await keepSignIn(instance, {
      userId,
      account,
      provider,
      client: { ...client, clientId: used },
      tokenSet,
    });
    await recordLogin(instance, request);
    return record;
  } catch (error) {
    await recordLogin(instance, request, error);
    throw error;
  }
}

function optionsOf(
  { redirectPath }: SignIn,
  { signal }: SignInRequest,
): Pick<AuthorizationCodeFlowOptions, "path" | "signal"> {
  return { ...(redirectPath !== undefined && { path: redirectPath }), ...(signal && { signal }) };
}

/** How to sign in, and as which client: the configured one, the one that was issued to this account before, or a newcomer. */
function prepare(
  provider: Provider,
  stored: TokenRecord | undefined,
): { readonly signIn: SignIn; readonly clientId: string } {
  const { signIn, displayName, name, credentials } = provider;
  if (signIn?.localOnly && credentials.oauth === undefined) {
    throw new CliError(
      "SIGN_IN_UNAVAILABLE",
      `${displayName} allows this sign-in on a person's own machine only, and this gateway can be reached from others.`,
      {
        hint: `Store an API key with --with-token, bind to 127.0.0.1, or set providers.${name}.remoteApproved once ${displayName} approved it.`,
      },
    );
  }
  const { requiredScopes = [], deviations } = signIn ?? {};
  const issuedBefore =
    stored?.kind === "oauth" && requiredScopes.every((scope) => stored.scopes.includes(scope))
      ? stored.clientId
      : undefined;
  const newcomer = deviations?.issuedClientId?.insteadOf;
  const clientId = signIn?.clientId ?? (newcomer === undefined ? undefined : (issuedBefore ?? newcomer));
  if (signIn === undefined || clientId === undefined) {
    throw new CliError("SIGN_IN_UNAVAILABLE", `InferShield needs a client id to sign in to ${displayName}.`, {
      hint: signIn?.registerHelp ?? `Store an API key instead: infershield auth login --with-token ${name} < key.txt`,
    });
  }
  return { signIn, clientId };
}

function parametersOf(signIn: SignIn, clientId: string, { keyring }: Instance): Readonly<Record<string, string>> {
  const { installationField, introduction, parameters, deviations } = signIn;
  return {
    ...parameters,
    ...(clientId === deviations.issuedClientId?.insteadOf && introduction),
    ...(installationField !== undefined && { [installationField]: `urn:uuid:${installationId(keyring.storeId)}` }),
  };
}
