import type { CustodyEvent } from "@infershield/key-custody";
import type { ProviderCatalog } from "@infershield/providers";
import { registerGauges, type WatchedState } from "./gauges.ts";
import { Counter, Histogram, Registry } from "./library-parts.ts";
import { rules } from "./served-paths.ts";
import type { TimedStep, Timings } from "./timings.ts";
import type { TrailFacts } from "./trail.ts";

/** What Prometheus is told. No label holds what a client chose, so their number stays bounded; models are counted in the audit log. */
export interface Metrics {
  /** One exchange of a known caller is over. */
  exchange(facts: TrailFacts, timings: Timings, totalMs: number): void;
  /** A request was refused before anybody was known. */
  refusal(reason: string): void;
  tokenEvent(event: CustodyEvent): void;
  /** A request could not be scanned. */
  scanFailure(code: string): void;
  /** Everything in Prometheus's text format. */
  render(): Promise<string>;
  readonly contentType: string;
}

/** Steps whose time a caller would not have spent without InferShield. */
const ownSteps: readonly TimedStep[] = ["guard", "scan", "audit", "credential"];
const overheadBuckets = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5];
/** As the OpenTelemetry conventions advise for these two. */
const durationBuckets = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const tokenBuckets = [1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304];

/**
 * Creates the counters, all at zero.
 *
 * @param options.providers - They know by what name OpenTelemetry calls them.
 * @see OpenTelemetry semantic conventions for generative AI, "Metrics"
 */
export function createMetrics(
  state: WatchedState,
  { providers }: { readonly providers: Pick<ProviderCatalog, "find"> },
): Metrics {
  const register = new Registry();
  const registers = [register];
  const requests = new Counter({
    name: "infershield_requests_total",
    help: "Requests of known callers, by what was decided and the status they got.",
    labelNames: ["operation", "provider", "decision", "status"],
    registers,
  });
  const refusals = new Counter({
    name: "infershield_refusals_total",
    help: "Requests refused before anybody was known.",
    labelNames: ["reason"],
    registers,
  });
  const findings = new Counter({
    name: "infershield_findings_total",
    help: "Findings in requests and answers, by what policy decided.",
    labelNames: ["category", "action"],
    registers,
  });
  const tokens = new Counter({
    name: "infershield_token_events_total",
    help: "What happened to stored tokens.",
    labelNames: ["event", "provider"],
    registers,
  });
  const scanFailures = new Counter({
    name: "infershield_scan_failures_total",
    help: "Scans of requests that gave no result, so that nothing was forwarded.",
    labelNames: ["code"],
    registers,
  });
  const overhead = new Histogram({
    name: "infershield_overhead_seconds",
    help: "Time that InferShield itself took before a request left.",
    buckets: overheadBuckets,
    registers,
  });
  const duration = new Histogram({
    name: "gen_ai_client_operation_duration_seconds",
    help: "Time from the request's departure to the end of its answer.",
    labelNames: ["gen_ai_operation_name", "gen_ai_provider_name", "error_type"],
    buckets: durationBuckets,
    registers,
  });
  const usage = new Histogram({
    name: "gen_ai_client_token_usage",
    help: "Tokens that the provider counted.",
    labelNames: ["gen_ai_operation_name", "gen_ai_provider_name", "gen_ai_token_type"],
    buckets: tokenBuckets,
    registers,
  });
  registerGauges(registers, state);

  return {
    exchange: (facts, timings, totalMs) => {
      const { action = "none", provider = "none", decision = "none", status, outcome, threats = [] } = facts;
      requests.inc({ operation: action, provider, decision, status: status ?? "none" });
      for (const threat of threats) findings.inc({ category: threat.category, action: threat.action ?? "none" });
      if (facts.upstreamStatus === undefined) return;
      const ownMs = ownSteps.reduce((sum, step) => sum + timings.spentMs(step), 0);
      overhead.observe(ownMs / 1_000);
      const labels = {
        gen_ai_operation_name: operationNames.get(action) ?? action,
        gen_ai_provider_name: providers.find(provider)?.telemetryName ?? provider,
      };
      const error = outcome === "completed" ? {} : { error_type: facts.reason ?? outcome ?? "_OTHER" };
      duration.observe({ ...labels, ...error }, (totalMs - ownMs) / 1_000);
      if (facts.tokensIn !== undefined) usage.observe({ ...labels, gen_ai_token_type: "input" }, facts.tokensIn);
      if (facts.tokensOut !== undefined) usage.observe({ ...labels, gen_ai_token_type: "output" }, facts.tokensOut);
    },
    refusal: (reason) => refusals.inc({ reason }),
    tokenEvent: ({ type, key }) => tokens.inc({ event: type, provider: key.provider }),
    scanFailure: (code) => scanFailures.inc({ code }),
    render: () => register.metrics(),
    contentType: register.contentType,
  };
}

/** The convention's names; operations it does not know keep ours. */
const operationNames: ReadonlyMap<string, string> = new Map(
  rules.flatMap(({ operation, telemetryName }) => (telemetryName === undefined ? [] : [[operation, telemetryName]])),
);
