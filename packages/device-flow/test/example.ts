import {
  discoverAuthorizationServer,
  type OAuthClient,
  type PollOptions,
  pollToken,
  refreshToken,
  requestDeviceAuthorization,
  revokeToken,
} from "@infershield/device-flow";

/** Signs in, refreshes once, and revokes: everything a program needs. */
export async function tryAccount(
  issuer: string,
  clientId: string,
  show: (line: string) => void,
  options?: PollOptions,
): Promise<void> {
  const server = await discoverAuthorizationServer(issuer, { allowInsecureLoopback: true });
  const client: OAuthClient = { server, clientId, allowInsecureLoopback: true };

  const authorization = await requestDeviceAuthorization(client, { scopes: ["openid", "email", "offline_access"] });
  show(`Visit: ${authorization.verificationUri}`);
  show(`Code: ${authorization.userCode}`);

  const tokens = await pollToken(client, authorization, options);
  show(`Signed in as ${tokens.account?.name ?? "somebody"}`);
  if (tokens.refreshToken === undefined) return;

  const fresh = await refreshToken(client, tokens.refreshToken);
  const { outcome } = await revokeToken(client, fresh.refreshToken ?? tokens.refreshToken, { hint: "refresh_token" });
  show(`Revocation: ${outcome}`);
}
