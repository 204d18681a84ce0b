import type { System } from "@infershield/core";
import type { Instance } from "@infershield/instance";
import type { Custody } from "@infershield/key-custody";
import type { ThreatScanner } from "@infershield/threat-client";
import type { Logger } from "pino";
import type { AuthenticationRules } from "./authenticate.ts";
import type { BodyRoom } from "./body-room.ts";
import type { CallerLimits } from "./caller-limits.ts";
import type { Conversations } from "./conversations.ts";
import type { InFlight } from "./in-flight.ts";
import type { LoginCommand } from "./login-command.ts";
import type { Metrics } from "./metrics.ts";
import type { Readiness } from "./readiness.ts";
import type { RefusalLog } from "./refusals.ts";
import type { Running } from "./running.ts";
import type { Ticker } from "./ticker.ts";
import type { Upstreams } from "./upstreams.ts";
import type { UsageMeter } from "./usage-meter.ts";
import type { WrongTokens } from "./wrong-tokens.ts";

/** Everything the steps of an exchange use; opened once by `openGateway`, the same for all requests. */
export interface Gateway {
  readonly instance: Instance;
  readonly authentication: AuthenticationRules;
  readonly scanner: ThreatScanner;
  /** What each conversation did so far. */
  readonly conversations: Conversations;
  readonly custody: Custody;
  readonly loginCommand: LoginCommand;
  readonly upstreams: Upstreams;
  readonly inFlight: InFlight;
  readonly bodies: BodyRoom;
  readonly callerLimits: CallerLimits;
  readonly running: Running;
  readonly refusals: RefusalLog;
  readonly wrongTokens: WrongTokens;
  /** Makes the id of a request. */
  readonly requestId: () => string;
  readonly metrics: Metrics;
  /** Absent where usage is counted from the audit trail. */
  readonly usage?: UsageMeter;
  readonly ticker: Ticker;
  readonly logger: Logger;
  readonly system: System;
  /** Whether new requests may be served; `/ready` tells it. */
  readonly readiness: Readiness;
}
