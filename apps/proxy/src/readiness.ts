/** What keeps the proxy from serving, if anything. */
export interface Readiness {
  draining: boolean;
  /** The last attempt to write the audit log failed. */
  auditFailed: boolean;
}
