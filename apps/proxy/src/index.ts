export { ProxyError, type ProxyErrorCode, type ProxyErrorOptions } from "./proxy-error.ts";
export { type RunningProxy, type StartProxyOptions, startProxy } from "./start-proxy.ts";
export type { Egress } from "./upstreams.ts";
