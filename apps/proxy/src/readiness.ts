/** What keeps the proxy from serving, if anything. */
export interface Readiness {
  draining: boolean;
  /** The last attempt to write the audit log failed. */
  auditFailed: boolean;
  /** The last scan of a request failed, or the detection service has not answered yet. */
  scannerFailed: boolean;
  /** What does not work but keeps no request back, such as `audit_sink_siem`. */
  degraded: readonly string[];
}

/** Why requests are not served now; undefined while they are. */
export function notReady({ draining, auditFailed, scannerFailed }: Readiness): string | undefined {
  if (draining) return "shutting_down";
  if (auditFailed) return "audit_unavailable";
  return scannerFailed ? "firewall_unavailable" : undefined;
}
