import { type KeyedDigest, system as realSystem, type Secret, type System } from "@infershield/core";
import { type Home, writeFileDurably } from "@infershield/home";
import { bigEndian, toBase62 } from "./base62.ts";
import type { Directory } from "./directory.ts";
import { IdentityError } from "./error.ts";
import { createFileView } from "./file-view.ts";
import { type Authentication, principalOf, type RefusalReason, type TokenGrant } from "./grant.ts";
import { fieldsOf, type GrantRow, grantOf, readGrantRows, serialiseIdentityFile } from "./identity-file.ts";
import { tokenDigest, withMac } from "./row-digest.ts";
import { checkInferShieldToken, mintInferShieldToken } from "./token-format.ts";
import { indexRows } from "./token-index.ts";
import { maxOverlapMs, planGrant } from "./token-rules.ts";

export interface FileDirectoryOptions {
  readonly home: Home;
  /** Digests of purpose `lookup`. */
  readonly lookup: KeyedDigest;
  /** Default `identity.json` in the home. */
  readonly path?: string;
  readonly system?: Pick<System, "now" | "monotonic" | "randomBytes">;
}

/** How coarse `lastUsedAt` is, and how often uses are written at most. */
const usedGrainMs = 60_000;
const defaultOverlapMs = 10 * 60_000;
const idBytes = 16;
const idChars = 22;

/** A use that is not in the file yet; `renewed` when the token's digest must move to the primary key. */
interface Use {
  readonly at: number;
  readonly renewed?: Pick<GrantRow, "lookup_kid" | "digest">;
}

/**
 * Opens the directory that lives in one file of the home. Several processes may have it open: writes happen under the home's lock, and a
 * change by another process is seen within a second. An absent file is an empty directory; it is made by the first token.
 *
 * @throws IdentityError `IDENTITY_CORRUPT`, `IDENTITY_VERSION`; HomeError
 */
export async function openFileDirectory(options: FileDirectoryOptions): Promise<Directory> {
  const { home, lookup, path = home.file("identity.json"), system = realSystem } = options;
  const view = createFileView(path, async () => indexRows(await readGrantRows(path), lookup), system.monotonic);
  const uses = new Map<string, Use>();
  let writing: Promise<void> | undefined;
  let lastWrite = Number.NEGATIVE_INFINITY;
  await view.reload();

  /** Reads, changes and writes all rows under the home's lock. An altered file is refused before it is written. */
  function change<T>(work: (rows: readonly GrantRow[]) => { rows: readonly GrantRow[]; result: T }): Promise<T> {
    return home.withLock(async () => {
      const before = await readGrantRows(path);
      indexRows(before, lookup);
      const { rows, result } = work(before);
      if (rows !== before) await writeFileDurably(path, serialiseIdentityFile(rows));
      await view.reload();
      return result;
    });
  }

  function addToken(rows: readonly GrantRow[], plan: Omit<TokenGrant, "id" | "last4">): Added {
    const token = mintInferShieldToken(plan.kind, system);
    const id = `ift_${toBase62(bigEndian(system.randomBytes(idBytes)), idChars)}`;
    const fields = fieldsOf({ ...plan, id, last4: token.reveal().slice(-4) });
    const row = withMac({ ...fields, ...tokenDigest(token.reveal(), lookup) }, lookup);
    return { rows: [...rows, row], result: { token, grant: grantOf(row) } };
  }

  async function writeUses(): Promise<void> {
    const noted = new Map(uses);
    if (noted.size === 0) return;
    lastWrite = system.monotonic();
    await change((rows) => ({ rows: rows.map((row) => applyUse(row, noted.get(row.id))), result: undefined }));
    for (const [id, use] of noted) if (uses.get(id) === use) uses.delete(id);
  }

  function applyUse(row: GrantRow, use: Use | undefined): GrantRow {
    if (use === undefined) return row;
    return withMac({ ...row, ...use.renewed, last_used_at_ms: Math.max(use.at, row.last_used_at_ms ?? 0) }, lookup);
  }

  function noteUse(grant: TokenGrant, kid: string, token: string): void {
    const at = system.now();
    const known = uses.get(grant.id)?.at ?? grant.lastUsedAt;
    if (known !== undefined && at - known < usedGrainMs && kid === lookup.kid) return;
    uses.set(grant.id, { at, ...(kid !== lookup.kid && { renewed: tokenDigest(token, lookup) }) });
    if (writing !== undefined || system.monotonic() - lastWrite < usedGrainMs) return;
    // A home that cannot be written stops no request: the uses stay noted for the next attempt, and `close` reports the failure.
    const settled = (): void => {
      writing = undefined;
    };
    writing = writeUses().then(settled, settled);
  }

  return {
    async createToken(input) {
      const plan = planGrant(input, system.now());
      return change((rows) => addToken(rows, plan));
    },

    async authenticate(token: Secret): Promise<Authentication> {
      const value = token.reveal();
      if (checkInferShieldToken(value) === undefined) return { ok: false, reason: "malformed" };
      const index = view.current() ?? (await view.refresh());
      const found = index.find(value);
      const reason = refusal(found?.grant, system.now());
      if (found === undefined || reason !== undefined) return { ok: false, reason: reason ?? "unknown" };
      noteUse(found.grant, found.kid, value);
      return { ok: true, grant: found.grant, principal: principalOf(found.grant) };
    },

    async listTokens({ userId } = {}) {
      const { grants } = await view.reload();
      return grants
        .filter((grant) => userId === undefined || grant.userId === userId)
        .map((grant) => {
          const used = uses.get(grant.id)?.at;
          return used === undefined ? grant : { ...grant, lastUsedAt: Math.max(used, grant.lastUsedAt ?? 0) };
        });
    },

    revokeToken(id) {
      return change((rows) => {
        const row = rowOf(rows, id);
        if (row.revoked_at_ms !== undefined) return { rows, result: grantOf(row) };
        const revoked = withMac({ ...row, revoked_at_ms: system.now() }, lookup);
        return { rows: replace(rows, revoked), result: grantOf(revoked) };
      });
    },

    async rotateToken(id, { overlapMs = defaultOverlapMs } = {}) {
      if (!Number.isSafeInteger(overlapMs) || overlapMs < 0 || overlapMs > maxOverlapMs) {
        throw new IdentityError("INVALID_EXPIRY", "A replaced token stays valid for at most 24 hours");
      }
      return change((rows) => {
        const now = system.now();
        const old = rowOf(rows, id);
        const grant = grantOf(old);
        if (refusal(grant, now) !== undefined || rows.some((row) => row.rotated_from === id)) {
          throw new IdentityError("NOT_ACTIVE", "This token is expired, revoked or already rotated", {
            hint: "Create a new one with `infershield token create`.",
          });
        }
        const lifetimeMs = grant.expiresAt - grant.createdAt;
        const ending = withMac({ ...old, expires_at_ms: Math.min(old.expires_at_ms, now + overlapMs) }, lookup);
        const { lastUsedAt: _, ...kept } = grant;
        const plan = { ...kept, createdAt: now, expiresAt: now + lifetimeMs, rotatedFrom: id };
        return addToken(replace(rows, ending), plan);
      });
    },

    async close() {
      await writing;
      await writeUses();
    },
  };
}

interface Added {
  readonly rows: readonly GrantRow[];
  readonly result: { readonly token: Secret; readonly grant: TokenGrant };
}

function refusal(grant: TokenGrant | undefined, now: number): RefusalReason | undefined {
  if (grant === undefined) return "unknown";
  if (grant.revokedAt !== undefined) return "revoked";
  return now >= grant.expiresAt ? "expired" : undefined;
}

function rowOf(rows: readonly GrantRow[], id: string): GrantRow {
  const row = rows.find((candidate) => candidate.id === id);
  if (row === undefined) {
    throw new IdentityError("NOT_FOUND", "No token has this id", { hint: "List them with `infershield token list`." });
  }
  return row;
}

function replace(rows: readonly GrantRow[], changed: GrantRow): readonly GrantRow[] {
  return rows.map((row) => (row.id === changed.id ? changed : row));
}
