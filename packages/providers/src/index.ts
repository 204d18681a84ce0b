export { isLoopbackHost } from "./address.ts";
export { builtInProviders } from "./built-in.ts";
export { type ProviderCatalog, type ProviderCatalogOptions, providerCatalog } from "./catalog.ts";
export type { ProviderDialect } from "./dialects.ts";
export { ProviderError, type ProviderErrorCode } from "./error.ts";
export { createPinnedLookup, type PinnedLookupOptions, type Resolve } from "./pinned-lookup.ts";
export type {
  CredentialKind,
  CredentialStyle,
  Operation,
  Provider,
  SignIn,
  SignInDeviations,
  SignInServer,
  TermsOfUse,
  TokenExchange,
} from "./provider.ts";
export type { CustomProvider, ProviderOverride } from "./settings.ts";
