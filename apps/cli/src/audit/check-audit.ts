import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type AuditVerification, auditFiles, parseNoteKey, verifyAuditLog } from "@infershield/audit";
import { type Config, openAuditSource } from "@infershield/instance";
import { CliError } from "../cli-error.ts";
import { openTokensFor } from "../keys/open-tokens-for.ts";

/** What is verified, and against what. */
export interface AuditCheck {
  /** Folder with the segments; default `audit` in the home. */
  readonly folder?: string | undefined;
  /** File with the public key; with it nothing is unlocked. */
  readonly pubkey?: string | undefined;
  /** File with a signed checkpoint. */
  readonly checkpoint?: string | undefined;
  /** First and last record, by number. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/**
 * Verifies an audit trail with the home's own keys, or with a public key alone. Never opens the trail for writing: that could repair it.
 *
 * @throws AuditError `NO_LOG`, `UNKNOWN_KEY`, `INVALID_KEY`; CliError `FILE_UNREADABLE`; what unlocking the home throws
 */
export async function checkAudit(
  config: Config,
  check: AuditCheck,
  onProgress: (records: number) => void,
): Promise<AuditVerification> {
  const options = {
    source: check.folder === undefined ? await openAuditSource(config) : auditFiles(resolve(check.folder)),
    ...(check.checkpoint !== undefined && { checkpoint: newestNote(await readText(check.checkpoint)) }),
    ...(check.from !== undefined && { from: check.from }),
    ...(check.to !== undefined && { to: check.to }),
    onProgress: ({ records }: { readonly records: number }) => onProgress(records),
  };
  if (check.pubkey !== undefined) {
    const { publicKey } = parseNoteKey(await readText(check.pubkey));
    return await verifyAuditLog({ ...options, publicKey });
  }
  // A home without a trail may have no keys either, and what is missing first is the trail.
  await options.source.segments();
  return await openTokensFor(config, ({ keyring }) =>
    verifyAuditLog({ ...options, auditKey: keyring.audit, publicKey: keyring.signer.publicKey }),
  );
}

/** Where a home keeps its audit trail. */
export function auditFolder({ homePath }: Config): string {
  return join(homePath, "audit");
}

/** The last note of a file that holds one or several, as `checkpoints` in the trail's folder does. */
function newestNote(text: string): string {
  return `${text.slice(text.lastIndexOf("\ninfershield-audit/") + 1).trimEnd()}\n`;
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new CliError("FILE_UNREADABLE", `${path} cannot be read.`, { cause, hint: "Name a file that exists." });
  }
}
