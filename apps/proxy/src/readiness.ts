/** What keeps the proxy from serving, if anything. */
export interface Readiness {
  draining: boolean;
  /** The last attempt to write the audit log failed. */
  auditFailed: boolean;
  /** Whether requests pass although they cannot be recorded (`audit.failMode: open`). */
  readonly auditMayFail: boolean;
  /** Records of such requests that were lost since the start. */
  auditLost: number;
  /** The last scan of a request failed, or the detection service has not answered yet. */
  scannerFailed: boolean;
  /** What does not work but keeps no request back, such as `audit_sink_siem`. */
  degraded: readonly string[];
}

/** Nothing keeps it from serving so far. */
export function createReadiness({ failMode }: { readonly failMode: "open" | "closed" }): Readiness {
  return {
    draining: false,
    auditFailed: false,
    auditMayFail: failMode === "open",
    auditLost: 0,
    scannerFailed: false,
    degraded: [],
  };
}

/** Why requests are not served now; undefined while they are. */
export function notReady({ draining, auditFailed, auditMayFail, scannerFailed }: Readiness): string | undefined {
  if (draining) return "shutting_down";
  if (auditFailed && !auditMayFail) return "audit_unavailable";
  return scannerFailed ? "firewall_unavailable" : undefined;
}

/** What `/ready` says beside its status: which parts do not work, and that requests may pass unrecorded. */
export function readinessDetails({
  auditFailed,
  auditMayFail,
  degraded,
}: Readiness): Readonly<Record<string, unknown>> {
  const failing = auditFailed && auditMayFail ? ["audit_unavailable", ...degraded] : degraded;
  return { ...(auditMayFail && { auditFailMode: "open" }), ...(failing.length > 0 && { degraded: failing }) };
}
