import { type Home, readPrivateFile, writeFileDurably } from "@infershield/home";
import { AuditError } from "./error.ts";

/** Keeps records from being deleted although their time is over. */
export interface LegalHold {
  /** Name of the matter. */
  readonly name: string;
  /** Only segments with records of this person; everything without it. */
  readonly userId?: string;
}

const maxHoldBytes = 1024 * 1024;

/**
 * The holds of a home, `audit/holds.json`.
 *
 * @throws AuditError `AUDIT_CORRUPT` when the file is not readable: nothing may be deleted then
 */
export async function listHolds(home: Home): Promise<readonly LegalHold[]> {
  const bytes = await readPrivateFile(holdsPath(home), { maxBytes: maxHoldBytes });
  if (bytes === undefined) return [];
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch (error) {
    throw new AuditError("AUDIT_CORRUPT", "The file of legal holds is not readable.", { cause: error });
  }
  if (Array.isArray(value) && value.every(isHold)) return value;
  throw new AuditError("AUDIT_CORRUPT", "The file of legal holds holds something else.");
}

/** Puts a hold on, or replaces the one of that name. */
export function placeHold(home: Home, hold: LegalHold): Promise<void> {
  return changeHolds(home, (holds) => [...holds.filter((one) => one.name !== hold.name), hold]);
}

/** Takes a hold off; without one of that name nothing happens. */
export function liftHold(home: Home, name: string): Promise<void> {
  return changeHolds(home, (holds) => holds.filter((one) => one.name !== name));
}

function changeHolds(home: Home, change: (holds: readonly LegalHold[]) => readonly LegalHold[]): Promise<void> {
  return home.withLock(async () => {
    const holds = change(await listHolds(home));
    await writeFileDurably(holdsPath(home), Buffer.from(`${JSON.stringify(holds)}\n`));
  });
}

function holdsPath(home: Home): string {
  return home.file("audit", "holds.json");
}

function isHold(value: unknown): value is LegalHold {
  if (typeof value !== "object" || value === null) return false;
  const { name, userId } = value as Record<string, unknown>;
  return typeof name === "string" && (userId === undefined || typeof userId === "string");
}
