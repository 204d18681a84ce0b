import { type KeyedDigest, system as realSystem, type Secret, type System } from "@infershield/core";
import { type Home, writeFileDurably } from "@infershield/home";
import type { Directory } from "./directory.ts";
import { createFileView } from "./file-view.ts";
import { type Authentication, principalOf, type TokenGrant } from "./grant.ts";
import { type GrantRow, grantOf } from "./grant-row.ts";
import { noSuchToken, planRotation, refusalToEnter } from "./grant-rules.ts";
import { readGrantRows, serialiseIdentityFile } from "./identity-file.ts";
import { issueToken } from "./issue-token.ts";
import { applyUse, noteUses, type TokenUse } from "./note-uses.ts";
import { withFreshMac } from "./row-digest.ts";
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

/**
 * Opens the directory that lives in one file of the home. Several processes may have it open: writes happen under the home's lock, and a
 * change by another process is seen within a second. An absent file is an empty directory; it is made by the first token.
 *
 * @throws IdentityError `IDENTITY_CORRUPT`, `IDENTITY_VERSION`; HomeError
 */
export async function openFileDirectory(options: FileDirectoryOptions): Promise<Directory> {
  const { home, lookup, path = home.file("identity.json"), system = realSystem } = options;
  const view = createFileView(path, async () => indexRows(await readGrantRows(path), lookup), system.monotonic);
  const uses = noteUses({ lookup: () => lookup, write: writeUses, system });
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

  function writeUses(noted: ReadonlyMap<string, TokenUse>): Promise<void> {
    const used = (row: GrantRow): GrantRow => {
      const use = noted.get(row.id);
      return use === undefined ? row : applyUse(row, use, lookup);
    };
    return change((rows) => ({ rows: rows.map(used), result: undefined }));
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
      uses.note(found.grant, found.kid, value);
      return { ok: true, grant: found.grant, principal: principalOf(found.grant) };
    },

    async listTokens({ userId } = {}) {
      const { grants } = await view.reload();
      return grants.filter((grant) => userId === undefined || grant.userId === userId).map(uses.withLastUse);
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

    close: uses.flush,
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
