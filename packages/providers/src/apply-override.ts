import { dialects } from "./dialects.ts";
import { ProviderError } from "./error.ts";
import { locateServer } from "./locate-server.ts";
import type { Provider, SignIn } from "./provider.ts";
import type { CustomProvider, ProviderOverride } from "./settings.ts";

/**
 * A built-in provider with the operator's changes.
 *
 * @throws ProviderError `INVALID_PROVIDER` when sign-in is configured for a provider that has none
 */
export function applyOverride(builtIn: Provider, override: ProviderOverride): Provider {
  const { requires = [], whenConfigured, enterprise, ...preset } = builtIn;
  const provider = {
    ...preset,
    ...(configuresSignIn(override) && whenConfigured),
    ...(override.host !== undefined && atHost(builtIn, override.host)),
  };
  const { requestHeaders, exchange } = override;
  const signIn = overrideSignIn(provider, override);
  const missing = requires.filter((field) => override[field] === undefined);
  return {
    ...provider,
    baseUrl: withoutFinalSlash(override.baseUrl ?? provider.baseUrl),
    ...(signIn && { signIn }),
    ...(requestHeaders && { requestHeaders }),
    ...(exchange && { exchange }),
    ...(missing.length > 0 && { requires: missing }),
  };
}

/**
 * A provider from the operator's own definition; it has a sign-in when the definition says where.
 *
 * @throws ProviderError `INVALID_PROVIDER` when a client id has no authorization server
 */
export function customProvider(definition: CustomProvider): Provider {
  const { name, dialect = "openai", requestHeaders, exchange } = definition;
  const signIn = customSignIn(definition);
  return {
    name,
    displayName: definition.displayName ?? name,
    baseUrl: withoutFinalSlash(definition.baseUrl),
    operations: definition.operations ?? dialects[dialect].operations,
    credentials: definition.credentials ?? dialects[dialect].credentials,
    environmentVariables: definition.environmentVariables ?? [],
    ...(signIn && { signIn }),
    ...(requestHeaders && { requestHeaders }),
    ...(exchange && { exchange }),
  };
}

function customSignIn(definition: CustomProvider): SignIn | undefined {
  const { name, flow = "device", clientId, parameters, manageUrl } = definition;
  const { requiredScopes, introduction, installationField, redirectPath, localOnly, remoteApproved } = definition;
  const where = locateServer(name, { flow }, definition);
  if (where.issuer === undefined && where.server === undefined) {
    if (clientId !== undefined) throw invalid(name, "a client id needs an issuer or both endpoints");
    return undefined;
  }
  return {
    flow,
    ...where,
    ...(clientId !== undefined && { clientId }),
    scopes: definition.scopes ?? ["openid", "offline_access"],
    ...(requiredScopes && { requiredScopes }),
    ...(parameters && { parameters }),
    ...(introduction && { introduction }),
    ...(installationField !== undefined && { installationField }),
    ...(redirectPath !== undefined && { redirectPath }),
    ...(localOnly && !remoteApproved && { localOnly }),
    verificationHosts: definition.verificationHosts ?? [],
    deviations: definition.deviations ?? {},
    terminalRefreshErrors: definition.terminalRefreshErrors ?? ["invalid_grant"],
    ...(manageUrl !== undefined && { manageUrl }),
  };
}

function configuresSignIn({ clientId, issuer, deviceEndpoint, tokenEndpoint }: ProviderOverride): boolean {
  return (clientId ?? issuer ?? deviceEndpoint ?? tokenEndpoint) !== undefined;
}

/** What changes about a provider on an enterprise's own host: it talks to no other one. */
function atHost({ name, signIn, enterprise }: Provider, host: string): Partial<Provider> {
  if (enterprise === undefined || signIn === undefined) throw invalid(name, "it has no hosts of enterprises");
  const fill = (text: string): string => text.replaceAll("{host}", host);
  const { server, manageUrl } = enterprise;
  return {
    baseUrl: fill(enterprise.baseUrl),
    signIn: {
      ...signIn,
      server: {
        issuer: fill(server.issuer),
        tokenEndpoint: fill(server.tokenEndpoint),
        deviceAuthorizationEndpoint: fill(server.deviceAuthorizationEndpoint),
      },
      manageUrl: fill(manageUrl),
    },
  };
}

function overrideSignIn({ name, signIn }: Provider, override: ProviderOverride): SignIn | undefined {
  const { clientId, issuer, tokenEndpoint, scopes, parameters, verificationHosts, remoteApproved } = override;
  if (signIn === undefined) {
    if (!configuresSignIn(override)) return undefined;
    throw invalid(name, "it takes API keys only, there is no sign-in to configure");
  }
  const { issuer: _issuer, server: _server, localOnly, ...rest } = signIn;
  const moved = issuer !== undefined || tokenEndpoint !== undefined;
  return {
    ...rest,
    ...locateServer(name, signIn, override),
    ...(clientId !== undefined && { clientId }),
    ...(scopes && { scopes }),
    ...(parameters && { parameters }),
    ...(localOnly && !remoteApproved && { localOnly }),
    // The preset's hosts vouch for the preset's server only.
    verificationHosts: verificationHosts ?? (moved ? [] : signIn.verificationHosts),
  };
}

function withoutFinalSlash(url: string): string {
  return url.endsWith("/") ? url.slice(0, -1) : url;
}

function invalid(name: string, rule: string): ProviderError {
  return new ProviderError("INVALID_PROVIDER", `Provider ${JSON.stringify(name)}: ${rule}.`);
}
