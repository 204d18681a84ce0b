export { embeddedScanner } from "./embedded-scanner.ts";
export { ThreatClientError, type ThreatClientErrorCode } from "./error.ts";
export type { ThreatScanner } from "./threat-scanner.ts";
