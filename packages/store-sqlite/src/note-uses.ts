import type { System } from "@infershield/core";
import { isWorthNoting, type TokenGrant, tokenDigest, usedGrainMs, withFreshMac } from "@infershield/identity";
import type { GrantTable } from "./grant-table.ts";
import type { LiveKeyset } from "./live-keyset.ts";
import type { SealedChange } from "./sealed-change.ts";

/** Remembers when tokens were used, and writes it now and then: never while somebody waits for an answer. */
export interface Uses {
  note(grant: TokenGrant, kid: string, token: string): void;
  /** Last use that is not written yet. */
  lastOf(id: string): number | undefined;
  /** Writes what is not written. */
  flush(): Promise<void>;
}

/** Rows changed in one transaction, so that none takes long. */
const batch = 100;

interface Use {
  readonly at: number;
  /** The token's digest under the primary key, when it is stored under another. */
  readonly renewed?: ReturnType<typeof tokenDigest>;
}

/** Notes uses of tokens. A token that is known by an older lookup key moves to the newest one with its next use. */
export function noteUses(options: {
  readonly grants: GrantTable;
  readonly keys: LiveKeyset;
  readonly change: SealedChange;
  readonly system: Pick<System, "now" | "monotonic">;
}): Uses {
  const { grants, keys, change, system } = options;
  const uses = new Map<string, Use>();
  let writing: Promise<void> | undefined;
  let lastWrite = Number.NEGATIVE_INFINITY;

  const writeSome = (some: readonly (readonly [string, Use])[]): Promise<void> =>
    change(({ lookup }) => {
      for (const [id, { at, renewed }] of some) {
        const row = grants.find(lookup, id);
        if (row === undefined) continue;
        // The primary key may have changed once more since the use was noted; the next use moves the token then.
        const moved = renewed?.lookup_kid === lookup.kid ? renewed : {};
        grants.update(
          withFreshMac({ ...row, ...moved, last_used_at_ms: Math.max(at, row.last_used_at_ms ?? 0) }, lookup),
        );
      }
    });
  const write = async (): Promise<void> => {
    lastWrite = system.monotonic();
    const noted = [...uses];
    for (let start = 0; start < noted.length; start += batch) {
      const some = noted.slice(start, start + batch);
      await writeSome(some);
      for (const [id, use] of some) if (uses.get(id) === use) uses.delete(id);
    }
  };

  return {
    note: (grant, kid, token) => {
      const { lookup } = keys.known().keyring;
      const at = system.now();
      const isOld = kid !== lookup.kid;
      if (!isWorthNoting(uses.get(grant.id)?.at ?? grant.lastUsedAt, at) && !isOld) return;
      uses.set(grant.id, { at, ...(isOld && { renewed: tokenDigest(token, lookup) }) });
      if (writing !== undefined || system.monotonic() - lastWrite < usedGrainMs) return;
      // A database that cannot be written stops no request: the uses stay noted for the next attempt, and `flush` reports the failure.
      const settled = (): void => {
        writing = undefined;
      };
      writing = write().then(settled, settled);
    },
    lastOf: (id) => uses.get(id)?.at,
    flush: async () => {
      await writing;
      await write();
    },
  };
}
