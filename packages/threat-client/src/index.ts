export { type EmbeddedScannerOptions, embeddedScanner } from "./embedded-scanner.ts";
export { ThreatClientError, type ThreatClientErrorCode } from "./error.ts";
export type { LongPartScanner } from "./long-part-scanner.ts";
export { type RemoteScannerOptions, remoteScanner } from "./remote-scanner.ts";
export type { ThreatScanner } from "./threat-scanner.ts";
