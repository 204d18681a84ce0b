export { FirewallError, type FirewallErrorCode } from "./firewall-error.ts";
export { type RunningFirewall, type StartFirewallOptions, startFirewall } from "./start-firewall.ts";
