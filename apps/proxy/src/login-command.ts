import type { Config } from "@infershield/instance";

/** The command with which a caller signs in at a provider, by the provider's name. */
export type LoginCommand = (provider: string, options?: { readonly withToken: boolean }) => string;

/**
 * What to tell people whose login is missing: in a team it is kept by this server.
 *
 * @param adminUrl - Where the admin port listens, once it does.
 */
export function createLoginCommand(config: Config, adminUrl: () => string | undefined): LoginCommand {
  const server = (): string =>
    config.mode === "multi-user" ? ` --server ${reachableAddress(config, adminUrl()) ?? "URL"}` : "";
  return (provider, { withToken } = { withToken: false }) =>
    `infershield auth login${server()}${withToken ? " --with-token" : ""} ${provider}`;
}

/** The admin port as developers reach it: behind another server only the operator's list of names tells. */
function reachableAddress(
  { allowedHosts, adminHost, adminPort, behindProxy }: Config,
  adminUrl: string | undefined,
): string | undefined {
  const name = allowedHosts.find((host) => host.endsWith(`:${adminPort}`));
  if (name !== undefined) return `https://${name}`;
  return behindProxy || adminHost === "0.0.0.0" || adminHost === "::" ? undefined : adminUrl;
}
