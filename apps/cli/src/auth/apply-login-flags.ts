import type { Config } from "@infershield/instance";
import type { Provider } from "@infershield/providers";
import { CliError } from "../cli-error.ts";

/** Flags of a login that change its provider. */
export interface ProviderFlags {
  readonly clientId?: string | undefined;
  readonly host?: string | undefined;
}

/**
 * The configuration with what the flags of a login say about its provider.
 *
 * Only the client id is kept with the tokens. A login at another server than the configured one is refused: its tokens would later be refreshed at, and
 * sent to, the configured one.
 *
 * @throws CliError `INVALID_USAGE`; ProviderError
 */
export async function applyLoginFlags(
  config: Config,
  name: string,
  { clientId, host }: ProviderFlags,
): Promise<Config> {
  if (clientId === undefined && host === undefined) return config;
  const { openProviders } = await import("@infershield/instance");
  const changes = { ...(clientId !== undefined && { clientId }), ...(host !== undefined && { host }) };
  const changed = { ...config, providers: { ...config.providers, [name]: { ...config.providers[name], ...changes } } };
  const wanted = openProviders(changed).get(name);
  const configured = openProviders(config).get(name);
  if (whereabouts(wanted) !== whereabouts(configured)) throw elsewhere(wanted, changes);
  return changed;
}

/** Everything that tells where a provider's tokens come from and go to. */
function whereabouts({ baseUrl, signIn }: Provider): string {
  return JSON.stringify([baseUrl, signIn?.flow, signIn?.issuer, signIn?.server]);
}

function elsewhere({ name, displayName }: Provider, changes: Readonly<Record<string, string>>): CliError {
  const lines = Object.entries(changes).map(([field, value]) => `${field}: ${value}`);
  return new CliError("INVALID_USAGE", `These flags mean another server of ${displayName} than the configured one.`, {
    hint: `Put it into infershield.yaml, where the proxy finds it too: providers: { ${name}: { ${lines.join(", ")} } }`,
  });
}
