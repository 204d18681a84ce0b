export {
  type AuthorizationRequest,
  type AuthorizationRequestOptions,
  type BrowserSignIn,
  type RedeemOptions,
  redeemAuthorizationCode,
  startAuthorizationCode,
} from "./authorization-code.ts";
export type { AuthorizationServer, OAuthClient } from "./client.ts";
export type { CallKind, CodeExchange, Deviations } from "./deviations.ts";
export {
  type DeviceAuthorization,
  type DeviceAuthorizationOptions,
  requestDeviceAuthorization,
} from "./device-authorization.ts";
export { type DiscoveryOptions, discoverAuthorizationServer } from "./discovery.ts";
export { DeviceFlowError, type DeviceFlowErrorCode, type DeviceFlowErrorOptions } from "./error.ts";
export { checkGrantedScopes } from "./granted-scopes.ts";
export type { Account } from "./jwt-claims.ts";
export { type PollEvent, type PollOptions, pollToken } from "./poll-token.ts";
export { type RefreshOptions, refreshToken } from "./refresh-token.ts";
export { type Revocation, type RevokeOptions, revokeToken } from "./revoke-token.ts";
export type { TokenSet } from "./token-set.ts";
