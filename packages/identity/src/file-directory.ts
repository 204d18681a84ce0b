import { type KeyedDigest, system as realSystem, type Secret, type System } from "@infershield/core";
import { type Home, writeFileDurably } from "@infershield/home";
import type { Directory } from "./directory.ts";
import { createFileView } from "./file-view.ts";
import { type Authentication, principalOf, type TokenGrant } from "./grant.ts";
import { type GrantRow, grantOf } from "./grant-row.ts";
import { isWorthNoting, noSuchToken, planRotation, refusalToEnter, usedGrainMs } from "./grant-rules.ts";
import { readGrantRows, serialiseIdentityFile } from "./identity-file.ts";
import { issueToken } from "./issue-token.ts";
import { tokenDigest, withFreshMac } from "./row-digest.ts";
import { checkInferShieldToken } from "./token-format.ts";
import { indexRows } from "./token-index.ts";
import { type GrantPlan, planGrant } from "./token-rules.ts";

/** What a directory in a file is opened with. */
export interface FileDirectoryOptions {
  /** Its lock is held while digests are made: what it locks must then see `lookup` as it is stored. */
  readonly home: Home;
  /** Digests of purpose `lookup`. */
  readonly lookup: KeyedDigest;
  /** Default `identity.json` in the home. */
  readonly path?: string;
  readonly system?: Pick<System, "now" | "monotonic" | "randomBytes">;
}

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

  function addToken(rows: readonly GrantRow[], plan: GrantPlan): Added {
    const { token, row } = issueToken(plan, { lookup, system });
    return { rows: [...rows, row], result: { token, grant: grantOf(row) } };
  }

  async function writeUses(): Promise<void> {
    const noted = new Map(uses);
    if (noted.size === 0) return;
    lastWrite = system.monotonic();
    await change((rows) => ({ rows: rows.map((row) => applyUse(row, noted.get(row.id))), result: undefined }));
    for (const [id, use] of noted) if (uses.get(id) === use) uses.delete(id);
  }

  /** Called with the lock held. A digest under a key that is not the primary one any more is left out: the next use makes another. */
  function applyUse(row: GrantRow, use: Use | undefined): GrantRow {
    if (use === undefined) return row;
    const renewed = use.renewed?.lookup_kid === lookup.kid ? use.renewed : undefined;
    return withFreshMac({ ...row, ...renewed, last_used_at_ms: Math.max(use.at, row.last_used_at_ms ?? 0) }, lookup);
  }

  function noteUse(grant: TokenGrant, kid: string, token: string): void {
    const at = system.now();
    const known = uses.get(grant.id)?.at ?? grant.lastUsedAt;
    if (!isWorthNoting(known, at) && kid === lookup.kid) return;
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
      const reason = refusalToEnter(found?.grant, system.now());
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
        const revoked = withFreshMac({ ...row, revoked_at_ms: system.now() }, lookup);
        return { rows: replace(rows, revoked), result: grantOf(revoked) };
      });
    },

    rotateToken(id, { overlapMs } = {}) {
      return change((rows) => {
        const old = rowOf(rows, id);
        const isReplaced = rows.some((row) => row.rotated_from === id);
        const plan = planRotation(grantOf(old), { overlapMs, isReplaced, now: system.now() });
        const ending = withFreshMac({ ...old, expires_at_ms: plan.oldExpiresAt }, lookup);
        return addToken(replace(rows, ending), plan.successor);
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

function rowOf(rows: readonly GrantRow[], id: string): GrantRow {
  const row = rows.find((candidate) => candidate.id === id);
  if (row === undefined) throw noSuchToken();
  return row;
}

function replace(rows: readonly GrantRow[], changed: GrantRow): readonly GrantRow[] {
  return rows.map((row) => (row.id === changed.id ? changed : row));
}
