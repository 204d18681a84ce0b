import type { AuditLog } from "@infershield/audit";
import { defaultTenant, type System } from "@infershield/core";
import type { Ticker } from "./ticker.ts";

/**
 * Records what was refused before anybody was known: one record a peer, reason and minute, with a count, so that a flood of bad
 * requests cannot fill the log.
 */
export interface RefusalLog {
  add(refusal: { readonly peer: string; readonly reason: string; readonly requestId: string }): void;
  /** Writes what has been gathered. */
  flush(): Promise<void>;
}

const windowMs = 60_000;
/** Kinds kept apart in one minute; the rest is counted together, without a peer. */
const maxKinds = 1_000;

interface Tally {
  readonly peer: string;
  readonly reason: string;
  readonly requestId: string;
  count: number;
}

/** @param options.onFailure - Called when the log cannot be written: the requests were refused already. */
export function createRefusalLog(options: {
  readonly audit: AuditLog;
  readonly system: Pick<System, "monotonic">;
  readonly ticker: Ticker;
  readonly onFailure: (error: unknown) => void;
}): RefusalLog {
  const { audit, system, ticker, onFailure } = options;
  let tallies = new Map<string, Tally>();
  let startedAt = system.monotonic();
  const flush = async (): Promise<void> => {
    const gathered = tallies;
    tallies = new Map();
    startedAt = system.monotonic();
    for (const { peer, reason, requestId, count } of gathered.values()) {
      await audit.record({
        event: "authentication",
        action: "request.refused",
        phase: "terminal",
        tenant: defaultTenant,
        userId: "anonymous",
        requestId,
        decision: "refuse",
        blocked: true,
        riskScore: 0,
        threats: [],
        reason,
        count,
        ...(peer !== "" && { peer }),
      });
    }
  };
  ticker.watch((now) => {
    if (now - startedAt >= windowMs && tallies.size > 0) flush().catch(onFailure);
  });
  return {
    add: ({ peer, reason, requestId }) => {
      const kept = tallies.size < maxKinds ? peer : "";
      const key = `${kept}\n${reason}`;
      const tally = tallies.get(key);
      if (tally) tally.count += 1;
      else tallies.set(key, { peer: kept, reason, requestId, count: 1 });
    },
    flush,
  };
}
