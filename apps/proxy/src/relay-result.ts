import type { DecidedFinding } from "@infershield/core";
import type { Usage } from "@infershield/llm-wire";

/** How an answer ended, for the last audit record. */
export interface RelayResult {
  readonly outcome: "completed" | "aborted" | "blocked" | "failed";
  readonly reason?: string;
  /** Status that the client got. */
  readonly status?: number;
  readonly bytesOut: number;
  readonly decided: readonly DecidedFinding[];
  readonly usage?: Usage;
}
