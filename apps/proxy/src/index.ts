export type { AdminReply } from "./admin/admin-route.ts";
export { administerLocally, type LocalAdministration } from "./admin/administer-locally.ts";
export type { PolicyChangedJson, PolicyDocumentJson, PolicyJson, PolicyVersionJson } from "./admin/policy-wire.ts";
export type {
  DeletedUserJson,
  DeviceJson,
  InvitationJson,
  LoginJson,
  NewTokenJson,
  PromptJson,
  SignInJson,
  TeamJson,
  TokenJson,
  UsageJson,
  UserJson,
} from "./admin/wire.ts";
export { ProxyError, type ProxyErrorCode, type ProxyErrorOptions } from "./proxy-error.ts";
export { type RunningProxy, type StartProxyOptions, startProxy } from "./start-proxy.ts";
export type { Egress } from "./upstreams.ts";
