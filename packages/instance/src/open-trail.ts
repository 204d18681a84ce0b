import type { AuditError, AuditLog, AuditStorage, DroppedRecords, Excerpts, Expiry, Sink } from "@infershield/audit";
import type { System } from "@infershield/core";
import type { Keyring } from "@infershield/envelope";
import type { Home } from "@infershield/home";
import type { ProviderCatalog } from "@infershield/providers";
import type { Config } from "./load-config.ts";
import { openTarget } from "./sink-target.ts";

/** The audit log of an instance, and what keeps it in order. */
export interface AuditTrail {
  readonly log: AuditLog;
  readonly excerpts: Excerpts;
  /** Characters of a request and of an answer that are kept, encrypted; 0 keeps none. */
  readonly excerptCharacters: number;
  /** Opens the configured sinks; the caller makes them deliver. @throws ConfigError `INVALID_CONFIG`; HomeError */
  openSinks(
    providers: Pick<ProviderCatalog, "find">,
    onDropped: (dropped: DroppedRecords) => void,
  ): Promise<readonly Sink[]>;
  /** Deletes the segments whose time is over. @throws AuditError `BROKEN`, `AUDIT_CORRUPT`; HomeError */
  expire(): Promise<Expiry>;
  /** The last checkpoint that this process signed. */
  lastCheckpoint(): string | undefined;
  /** What failed after a record was durable, since it was last asked. */
  takeProblem(): AuditError | undefined;
}

/** Whole lines stay below the longest that a reader takes, whatever script the text is in. */
const excerptLengths = { off: 0, redacted: 500, full: 4000 } as const;
const dayMs = 86_400_000;

/**
 * Opens the audit log over a storage.
 *
 * @throws AuditError `AUDIT_UNAVAILABLE`, `AUDIT_CORRUPT`; HomeError
 */
export async function openTrail(
  config: Config,
  opened: {
    readonly home: Home;
    readonly keyring: Keyring;
    readonly storage: AuditStorage;
    readonly system: System;
  },
): Promise<AuditTrail> {
  const { home, keyring, storage, system } = opened;
  const { expireSegments, openAuditLog, openExcerpts, openSink } = await import("@infershield/audit");
  const { signer } = keyring;
  const excerptCharacters = excerptLengths[config.audit.excerpts];
  const excerpts = openExcerpts({ home, sealer: keyring.sealer, maxCharacters: excerptCharacters, system });
  let checkpoint: string | undefined;
  let problem: AuditError | undefined;
  const log = await openAuditLog({
    home,
    storage,
    auditKey: keyring.audit,
    signer,
    excerpts,
    onCheckpoint: (note) => {
      checkpoint = note;
    },
    onProblem: (error) => {
      problem = error;
    },
    system,
  });
  return {
    log,
    excerpts,
    excerptCharacters,
    openSinks: async (providers, onDropped) => {
      const sinks: Sink[] = [];
      for (const settings of config.audit.sinks) {
        const target = await openTarget(settings, config, providers);
        const checkpointOf = { checkpoint: () => checkpoint };
        sinks.push(
          await openSink({ home, source: storage, name: settings.name, target, onDropped, ...checkpointOf, system }),
        );
      }
      return sinks;
    },
    expire: () =>
      expireSegments({ home, storage, signer, olderThan: system.now() - retentionMs(config.audit.retention), system }),
    lastCheckpoint: () => checkpoint,
    takeProblem: () => {
      const taken = problem;
      problem = undefined;
      return taken;
    },
  };
}

/** `180d` as milliseconds; the form was checked with the settings. */
function retentionMs(retention: string): number {
  return Number.parseInt(retention, 10) * dayMs;
}
