import type { KeyedDigest, System } from "@infershield/core";
import type { TokenGrant } from "./grant.ts";
import type { GrantRow } from "./grant-row.ts";
import { tokenDigest, withFreshMac } from "./row-digest.ts";

/** How coarse `lastUsedAt` is, and how often uses are written at most. */
const usedGrainMs = 60_000;

/** A use of a token that is not stored yet. */
export interface TokenUse {
  /** Epoch milliseconds. */
  readonly at: number;
  /** The token's digest under the primary key, when it is stored under another. */
  readonly renewed?: Pick<GrantRow, "lookup_kid" | "digest">;
}

/** Remembers when tokens were used, and has it written now and then: never while somebody waits for an answer. */
export interface UseNotes {
  /** @param kid - Lookup key that the token was found under. */
  note(grant: TokenGrant, kid: string, token: string): void;
  /** The grant with its last use, written or not. */
  withLastUse(grant: TokenGrant): TokenGrant;
  /** Writes what is not written. @throws what `write` throws */
  flush(): Promise<void>;
}

/**
 * Notes uses of tokens, for a directory. A token that is known by an older lookup key moves to the newest one with its next use.
 *
 * @param options.lookup - The lookup keys of now.
 * @param options.write - Stores uses by the ids of their tokens, with {@link applyUse}; what it fails at is handed in again later.
 */
export function noteUses(options: {
  readonly lookup: () => KeyedDigest;
  readonly write: (uses: ReadonlyMap<string, TokenUse>) => Promise<void>;
  readonly system: Pick<System, "now" | "monotonic">;
}): UseNotes {
  const { system } = options;
  const uses = new Map<string, TokenUse>();
  let writing: Promise<void> | undefined;
  let lastWrite = Number.NEGATIVE_INFINITY;

  async function write(): Promise<void> {
    if (uses.size === 0) return;
    lastWrite = system.monotonic();
    const noted = new Map(uses);
    await options.write(noted);
    for (const [id, use] of noted) if (uses.get(id) === use) uses.delete(id);
  }

  return {
    note: (grant, kid, token) => {
      const lookup = options.lookup();
      const at = system.now();
      const isOld = kid !== lookup.kid;
      const last = uses.get(grant.id)?.at ?? grant.lastUsedAt;
      if (last !== undefined && at - last < usedGrainMs && !isOld) return;
      uses.set(grant.id, { at, ...(isOld && { renewed: tokenDigest(token, lookup) }) });
      if (writing !== undefined || system.monotonic() - lastWrite < usedGrainMs) return;
      // A store that cannot be written stops no request: the uses stay noted for the next attempt, and `flush` reports the failure.
      const settled = (): void => {
        writing = undefined;
      };
      writing = write().then(settled, settled);
    },
    withLastUse: (grant) => {
      const used = uses.get(grant.id)?.at;
      return used === undefined ? grant : { ...grant, lastUsedAt: Math.max(used, grant.lastUsedAt ?? 0) };
    },
    flush: async () => {
      await writing;
      await write();
    },
  };
}

/** A row after a use. The primary key may have changed once more since it was noted; the next use moves the token then. */
export function applyUse(row: GrantRow, { at, renewed }: TokenUse, lookup: KeyedDigest): GrantRow {
  const moved = renewed?.lookup_kid === lookup.kid ? renewed : undefined;
  return withFreshMac({ ...row, ...moved, last_used_at_ms: Math.max(at, row.last_used_at_ms ?? 0) }, lookup);
}
