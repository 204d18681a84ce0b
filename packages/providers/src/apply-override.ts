import { dialects } from "./dialects.ts";
import { ProviderError } from "./error.ts";
import type { Provider, SignIn, SignInServer } from "./provider.ts";
import type { CustomProvider, ProviderOverride } from "./settings.ts";

type Where = Pick<SignIn, "issuer" | "server">;

/**
 * A built-in provider with the operator's changes.
 *
 * @throws ProviderError `INVALID_PROVIDER` when sign-in is configured for a provider that has none
 */
export function applyOverride(provider: Provider, override: ProviderOverride): Provider {
  const { requires = [], ...rest } = provider;
  const { requestHeaders, exchange } = override;
  const signIn = overrideSignIn(provider, override);
  const missing = requires.filter((field) => override[field] === undefined);
  return {
    ...rest,
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
  const { name, dialect = "openai", clientId, requestHeaders, parameters, manageUrl, exchange } = definition;
  const where = locateServer(name, {}, definition);
  const hasSignIn = where.issuer !== undefined || where.server !== undefined;
  if (!hasSignIn && clientId !== undefined) throw invalid(name, "a client id needs an issuer or both endpoints");
  const signIn: SignIn = {
    flow: "device",
    ...where,
    ...(clientId !== undefined && { clientId }),
    scopes: definition.scopes ?? ["openid", "offline_access"],
    ...(parameters && { parameters }),
    verificationHosts: definition.verificationHosts ?? [],
    deviations: definition.deviations ?? {},
    terminalRefreshErrors: definition.terminalRefreshErrors ?? ["invalid_grant"],
    ...(manageUrl !== undefined && { manageUrl }),
  };
  return {
    name,
    displayName: definition.displayName ?? name,
    baseUrl: withoutFinalSlash(definition.baseUrl),
    operations: definition.operations ?? dialects[dialect].operations,
    credentials: definition.credentials ?? dialects[dialect].credentials,
    environmentVariables: definition.environmentVariables ?? [],
    ...(hasSignIn && { signIn }),
    ...(requestHeaders && { requestHeaders }),
    ...(exchange && { exchange }),
  };
}

function overrideSignIn({ name, signIn }: Provider, override: ProviderOverride): SignIn | undefined {
  const { clientId, issuer, deviceEndpoint, tokenEndpoint, scopes, parameters, verificationHosts } = override;
  if (signIn === undefined) {
    if ((clientId ?? issuer ?? deviceEndpoint ?? tokenEndpoint) === undefined) return undefined;
    throw invalid(name, "it takes API keys only, there is no sign-in to configure");
  }
  const { issuer: _issuer, server: _server, ...rest } = signIn;
  const moved = issuer !== undefined || tokenEndpoint !== undefined;
  return {
    ...rest,
    ...locateServer(name, signIn, override),
    ...(clientId !== undefined && { clientId }),
    ...(scopes && { scopes }),
    ...(parameters && { parameters }),
    // The preset's hosts vouch for the preset's server only.
    verificationHosts: verificationHosts ?? (moved ? [] : signIn.verificationHosts),
  };
}

/** Fixed endpoints when both are known, else an issuer for discovery, else nothing. Another token endpoint or issuer inherits nothing from the preset's server. */
function locateServer(name: string, preset: Where, override: ProviderOverride): Where {
  const { issuer, deviceEndpoint, tokenEndpoint, revocationEndpoint } = override;
  const known = issuer === undefined ? preset.server : undefined;
  const device = deviceEndpoint ?? known?.deviceAuthorizationEndpoint;
  const token = tokenEndpoint ?? known?.tokenEndpoint;
  if (device === undefined || token === undefined) {
    if ((deviceEndpoint ?? tokenEndpoint ?? revocationEndpoint) !== undefined) {
      throw invalid(name, "an endpoint is used only together with the device and the token endpoint");
    }
    const found = issuer ?? preset.issuer;
    return found === undefined ? {} : { issuer: found };
  }
  const inherited: Partial<SignInServer> | undefined = tokenEndpoint === undefined ? known : undefined;
  return {
    server: {
      ...inherited,
      issuer: issuer ?? inherited?.issuer ?? originOf(token),
      deviceAuthorizationEndpoint: device,
      tokenEndpoint: token,
      ...(revocationEndpoint !== undefined && { revocationEndpoint }),
    },
  };
}

/** The origin, or the text itself when it is no URL: the check of all addresses then refuses it. */
function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}

function withoutFinalSlash(url: string): string {
  return url.endsWith("/") ? url.slice(0, -1) : url;
}

function invalid(name: string, rule: string): ProviderError {
  return new ProviderError("INVALID_PROVIDER", `Provider ${JSON.stringify(name)}: ${rule}`);
}
