import { isLoopbackHost } from "./address.ts";
import { applyOverride, customProvider } from "./apply-override.ts";
import { builtInProviders } from "./built-in.ts";
import { ProviderError } from "./error.ts";
import type { Provider, SignIn } from "./provider.ts";
import { parseCustomProvider, parseOverride } from "./settings.ts";
import { checkUpstreamUrl } from "./upstream-url.ts";

/** Options of {@link providerCatalog}. */
export interface ProviderCatalogOptions {
  /** Definitions of the operator's own providers, unchecked. */
  readonly custom?: readonly unknown[];
  /** Changes to built-in providers by name, unchecked. */
  readonly overrides?: Readonly<Record<string, unknown>>;
  /** Exact origins that may be private, and plain http on loopback. */
  readonly allowPrivateUpstream?: readonly string[];
  /** The gateway can be reached from other machines: sign-ins that are for one machine only are then not used. */
  readonly reachable?: boolean;
}

/** The providers of one configuration. */
export interface ProviderCatalog {
  /** @throws ProviderError `UNKNOWN_PROVIDER`, `NOT_CONFIGURED` */
  get(name: string): Provider;
  /** Undefined when the provider is unknown or not configured. */
  find(name: string): Provider | undefined;
  /** Every provider that can be used. */
  list(): readonly Provider[];
}

/**
 * Puts the operator's configuration onto the built-in providers and checks every address a credential could be sent to.
 *
 * @throws ProviderError `INVALID_PROVIDER`, `FORBIDDEN_UPSTREAM`, `UNKNOWN_PROVIDER` (an override without a provider)
 */
export function providerCatalog(options: ProviderCatalogOptions = {}): ProviderCatalog {
  const { custom = [], overrides = {}, allowPrivateUpstream = [], reachable = false } = options;
  const all = new Map<string, Provider>(builtInProviders.map((provider) => [provider.name, provider]));
  for (const [name, value] of Object.entries(overrides)) {
    all.set(name, applyOverride(known(all, name), parseOverride(name, value)));
  }
  for (const value of custom) {
    const provider = customProvider(parseCustomProvider(value));
    if (all.has(provider.name)) {
      throw new ProviderError("INVALID_PROVIDER", `Provider ${JSON.stringify(provider.name)} is defined twice.`);
    }
    all.set(provider.name, provider);
  }
  const usable = new Map<string, Provider>();
  for (const provider of all.values()) {
    if (provider.requires === undefined) {
      usable.set(provider.name, checked(reachable ? withoutLocal(provider) : provider, allowPrivateUpstream));
    }
  }
  return {
    get: (name) => usable.get(name) ?? refuse(known(all, name)),
    find: (name) => usable.get(name),
    list: () => [...usable.values()],
  };
}

/** The provider as one that takes no token of a sign-in which is for one machine only. */
function withoutLocal(provider: Provider): Provider {
  if (provider.signIn?.localOnly !== true) return provider;
  const { oauth: _, ...credentials } = provider.credentials;
  return { ...provider, credentials };
}

function checked(provider: Provider, allowPrivateUpstream: readonly string[]): Provider {
  const { signIn } = provider;
  const addresses = [
    provider.baseUrl,
    ...signInAddresses(signIn),
    ...(provider.exchange ? [provider.exchange.url] : []),
  ];
  for (const address of addresses) checkUpstreamUrl(address, { allowPrivateUpstream });
  const onLoopback = signInAddresses(signIn).some((address) => isPlainLoopback(address));
  return {
    ...provider,
    ...(signIn && onLoopback && { signIn: { ...signIn, allowInsecureLoopback: true } }),
    ...(allowPrivateUpstream.includes(new URL(provider.baseUrl).origin) && { allowPrivateAddress: true }),
  };
}

function signInAddresses(signIn: SignIn | undefined): readonly string[] {
  const { issuer, server, deviations } = signIn ?? {};
  const exchange = deviations?.codeExchange;
  return [
    issuer,
    server?.issuer,
    server?.tokenEndpoint,
    server?.deviceAuthorizationEndpoint,
    server?.revocationEndpoint,
    server?.authorizationEndpoint,
    server?.userinfoEndpoint,
    server?.jwksUri,
    exchange?.pollEndpoint,
  ].filter((address) => address !== undefined);
}

function isPlainLoopback(address: string): boolean {
  const url = new URL(address);
  return url.protocol === "http:" && isLoopbackHost(url.hostname);
}

function known(all: ReadonlyMap<string, Provider>, name: string): Provider {
  const provider = all.get(name);
  if (provider !== undefined) return provider;
  throw new ProviderError("UNKNOWN_PROVIDER", `There is no provider ${JSON.stringify(name.slice(0, 64))}.`, {
    hint: `Known: ${[...all.keys()].join(", ")}. Define another one under providers in infershield.yaml.`,
  });
}

const variableSuffix = { baseUrl: "BASE_URL", issuer: "ISSUER", clientId: "CLIENT_ID" } as const;

function refuse({ name, displayName, requires = [], signIn }: Provider): never {
  const variables = requires.map((field) => `INFERSHIELD_${name.toUpperCase()}_${variableSuffix[field]}`);
  throw new ProviderError("NOT_CONFIGURED", `${displayName} needs ${variables.join(", ")}.`, {
    ...(signIn?.registerHelp !== undefined && { hint: signIn.registerHelp }),
  });
}
