import { createHash } from "node:crypto";
import { type KeyedDigest, system as realSystem, type Signer, type System } from "@infershield/core";
import type { Home } from "@infershield/home";
import { isoTime } from "./iso-time.ts";
import { openAuditLog } from "./open-audit-log.ts";
import { ownEvent } from "./own-event.ts";
import { parseHeader } from "./segment.ts";
import type { AuditSource, AuditStorage } from "./storage.ts";

/** What {@link replaceLog} did. */
export interface ReplacedLog {
  /** Where the damaged log lies now, as files, just as it was found. */
  readonly folder: string;
  /** Number of its last record that could be read. */
  readonly lastSeq: number;
  /** SHA-256 in hex over all its lines, each with its newline, in the order of its segments. */
  readonly digest: string;
}

/**
 * Sets a damaged log aside and begins a new one, whose first record says which log it replaces and what that looked like. The damage stays
 * provable: nothing of the old log is changed, and its digest is in a signed record.
 *
 * @param options.storage - Closed by it.
 * @param options.reason - Code of the damage, in lower case.
 * @throws AuditError `AUDIT_UNAVAILABLE`; HomeError
 */
export async function replaceLog(options: {
  readonly home: Home;
  readonly storage: AuditStorage;
  readonly auditKey: KeyedDigest;
  readonly signer: Signer;
  readonly reason: string;
  readonly system?: System;
}): Promise<ReplacedLog> {
  const { home, storage, auditKey, signer, reason, system = realSystem } = options;
  const folder = home.file("audit", `damaged-${isoTime(system.now()).replaceAll(":", "")}`);
  const { origin, lastSeq, digest } = await storage.exclusively(async () => {
    const found = await describe(storage);
    await storage.setAside(folder);
    return found;
  });
  const log = await openAuditLog({ home, storage, auditKey, signer, system });
  try {
    const id = Buffer.from(system.randomBytes(8)).toString("hex");
    const subject = `${origin} ${lastSeq} sha256:${digest}`;
    await log.record(ownEvent(id, { action: "audit.replaced", reason, subject }));
  } finally {
    await log.close();
  }
  return { folder, lastSeq, digest };
}

async function describe(source: AuditSource): Promise<Omit<ReplacedLog, "folder"> & { readonly origin: string }> {
  const digest = createHash("sha256");
  let origin = "unknown";
  for (const segment of await source.segments()) {
    origin = parseHeader((await source.header(segment)) ?? "")?.origin ?? origin;
    for await (const { lines, rest } of source.read(segment)) {
      for (const line of lines) digest.update(`${line}\n`, "latin1");
      digest.update(rest, "latin1");
    }
  }
  return { origin, lastSeq: await source.lastSeq(), digest: digest.digest("hex") };
}
