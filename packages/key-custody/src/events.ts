import type { TokenKey } from "@infershield/token-store";

/** What happened to a stored token, for audit, metrics and logs. Holds no secret. */
export type CustodyEvent = { readonly key: TokenKey } & (
  | { readonly type: "refreshed"; readonly recovered: boolean }
  /** `reason` is a coded cause; `failures` counts those in a row. */
  | {
      readonly type: "refresh_failed";
      readonly reason: string;
      readonly failures: number;
      readonly retryAfterMs: number;
      readonly circuitOpen: boolean;
    }
  /** The person must sign in again. */
  | { readonly type: "ended"; readonly reason: string }
  /** Another process or a logout made the answer useless; its tokens were revoked or dropped. */
  | { readonly type: "discarded"; readonly reason: "replaced" }
  | {
      readonly type: "discarded";
      readonly reason: "logged_out";
      readonly revoked: "revoked" | "unsupported" | "failed";
    }
  /** The server's clock differs from ours by `skewMs` (positive: ours is behind). */
  | { readonly type: "clock_skew"; readonly skewMs: number }
);
