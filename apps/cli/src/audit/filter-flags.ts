import type { AuditFilter } from "@infershield/audit";
import * as Flags from "@oclif/core/flags";
import { timeFlag } from "../time-flag.ts";

const decisions = ["allow", "redact", "block", "error", "refuse"] as const;

/** Flags that choose audit records. */
export const filterFlags = {
  user: Flags.string({ description: "only records of this person", helpValue: "EMAIL" }),
  since: timeFlag({ description: "only records from this moment on (2026-11-01, or 7d ago)" }),
  until: timeFlag({ description: "only records before this moment" }),
  decision: Flags.option({ options: decisions, description: "only records with this decision" })(),
};

interface FilterValues {
  readonly user?: string | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly decision?: (typeof decisions)[number] | undefined;
}

/** What {@link filterFlags} ask for. */
export function toFilter({ user, since, until, decision }: FilterValues): AuditFilter {
  return {
    ...(user !== undefined && { userId: user }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
    ...(decision !== undefined && { decision }),
  };
}
