import type { SinkStatus } from "@infershield/audit";
import type { Registry } from "prom-client";
import type { InFlight } from "./in-flight.ts";
import { Gauge } from "./library-parts.ts";
import { notReady, type Readiness } from "./readiness.ts";

/** What is measured at the moment when somebody asks. */
export interface WatchedState {
  readonly inFlight: InFlight;
  readonly readiness: Readiness;
  /** How the audit sinks are doing. */
  readonly sinks: () => readonly SinkStatus[];
}

/** Has the state of the gateway and of its process read at each rendering. */
export function registerGauges(registers: Registry[], { inFlight, readiness, sinks }: WatchedState): void {
  const gauge = (name: string, help: string, read: () => number): void => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  };
  gauge("infershield_requests_in_flight", "Requests being served.", () => inFlight.size);
  gauge("infershield_ready", "1 while requests are accepted.", () => (notReady(readiness) === undefined ? 1 : 0));
  gauge("infershield_scanner_available", "1 while requests can be scanned.", () => (readiness.scannerFailed ? 0 : 1));
  gauge("infershield_audit_fail_open", "1 where requests pass that cannot be recorded.", () =>
    readiness.auditMayFail ? 1 : 0,
  );
  gauge("infershield_audit_lost_records", "Records lost since the start.", () => readiness.auditLost);
  const sinkGauge = (name: string, help: string, read: (status: SinkStatus) => number): void => {
    new Gauge({
      name,
      help,
      labelNames: ["sink"],
      registers,
      collect() {
        for (const status of sinks()) this.set({ sink: status.name }, read(status));
      },
    });
  };
  sinkGauge("infershield_audit_sink_lag_records", "Records that an audit sink lacks.", ({ lag }) => lag);
  sinkGauge(
    "infershield_audit_sink_dropped_records",
    "Records that an audit sink will not get.",
    ({ dropped }) => dropped,
  );
  sinkGauge("infershield_audit_sink_failures", "Deliveries in a row that failed.", ({ failures }) => failures);
  gauge("process_resident_memory_bytes", "Memory of the process.", () => process.memoryUsage.rss());
  gauge("process_cpu_seconds_total", "CPU time of the process.", () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000_000;
  });
}
