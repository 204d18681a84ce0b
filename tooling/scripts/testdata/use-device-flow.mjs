import {
  discoverAuthorizationServer,
  pollToken,
  refreshToken,
  requestDeviceAuthorization,
  revokeToken,
} from "@infershield/device-flow";
import { authorizationCodeFlow } from "@infershield/device-flow/loopback";

const [issuer, clientId] = process.argv.slice(2);
const allowInsecureLoopback = true;
const server = await discoverAuthorizationServer(issuer, { allowInsecureLoopback });
const client = { server, clientId, allowInsecureLoopback };
const authorization = await requestDeviceAuthorization(client, { scopes: ["openid", "email", "offline_access"] });
console.log(`Code: ${authorization.userCode}`);
const tokens = await pollToken(client, authorization);
console.log(`Signed in as ${tokens.account.name}, token ${tokens.accessToken}`);
const fresh = await refreshToken(client, tokens.refreshToken);
console.log(`Refreshed: ${fresh.accessToken.reveal() !== tokens.accessToken.reveal()}`);
const { outcome } = await revokeToken(client, fresh.refreshToken, { hint: "refresh_token" });
console.log(`Revoked: ${outcome}`);
const again = await refreshToken(client, fresh.refreshToken).catch((error) => error.code);
console.log(`Refreshed after that: ${again}, browser flow: ${typeof authorizationCodeFlow}`);
