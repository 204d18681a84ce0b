import { AuditError, type AuditStorage, type AuditVerification, type ReplacedLog } from "@infershield/audit";
import { system as realSystem, type System } from "@infershield/core";
import type { Config } from "./load-config.ts";
import { openStore } from "./open-store.ts";
import { openTrail } from "./open-trail.ts";

/** What {@link repairTrail} found and did. */
export type TrailRepair =
  /** Nothing was wrong, or no more than what a crash leaves, which every opening puts in order. */
  | { readonly kind: "whole"; readonly records: number }
  | {
      readonly kind: "replaced";
      readonly damage: string;
      readonly seq: number | undefined;
      readonly replaced: ReplacedLog;
    };

/**
 * Lets the audit trail be written again after it was damaged: the damaged log is set aside as it is, and a new one begins with a record
 * of that. A whole log is left alone.
 *
 * @throws AuditError `AUDIT_UNAVAILABLE`, `NO_LOG`; what unlocking the home throws
 */
export async function repairTrail(
  config: Config,
  options: {
    /** Replaces a log that looks whole, too: a running process knows of records that are gone. */
    readonly force?: boolean;
    readonly onProgress?: (records: number) => void;
    readonly system?: System;
  } = {},
): Promise<TrailRepair> {
  const { force = false, onProgress = () => undefined, system = realSystem } = options;
  const [{ openHome }, { replaceLog, verifyAuditLog }] = await Promise.all([
    import("@infershield/home"),
    import("@infershield/audit"),
  ]);
  const home = await openHome(config.homePath, { system });
  const store = await openStore(config, { home, create: false, system });
  try {
    const { keyring } = store;
    const { audit: auditKey, signer } = keyring;
    const storage = await store.openAudit();
    const progress = ({ records }: { readonly records: number }): void => onProgress(records);
    const found = await verifyAuditLog({
      source: storage,
      auditKey,
      publicKey: signer.publicKey,
      onProgress: progress,
    });
    const onOpening = found.ok ? await damageOnOpening(config, store, { storage, system }) : found.firstBad.kind;
    const damage = onOpening ?? (force ? "records_gone" : undefined);
    if (damage === undefined) return { kind: "whole", records: found.records };
    const open = found.ok ? await store.openAudit() : storage;
    const replaced = await replaceLog({ home, storage: open, auditKey, signer, reason: damage, system });
    return { kind: "replaced", damage, seq: firstBad(found), replaced };
  } finally {
    await store.close();
  }
}

/** Some damage shows only to whoever wants to append. Closes the storage. */
async function damageOnOpening(
  config: Config,
  store: Pick<Awaited<ReturnType<typeof openStore>>, "home" | "keyring">,
  opened: { readonly storage: AuditStorage; readonly system: System },
): Promise<string | undefined> {
  try {
    const { log } = await openTrail(config, { ...store, ...opened });
    await log.close();
    return undefined;
  } catch (error) {
    if (error instanceof AuditError && error.code === "AUDIT_CORRUPT") return "corrupt";
    throw error;
  }
}

function firstBad(found: AuditVerification): number | undefined {
  return found.ok ? undefined : found.firstBad.seq;
}
