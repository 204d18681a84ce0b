import { InferShieldError } from "@infershield/core";
import type { PolicyLayer } from "@infershield/policy";
import type { PolicyTable } from "@infershield/store-sqlite";
import type { Policies } from "./open-policies.ts";

/**
 * Opens the built-in policy with the layers in the database.
 *
 * All layers are kept in memory, and a look at what changed is one short read: neither grows with the number of versions.
 *
 * @throws PolicyError `INVALID_POLICY`; DatabaseError `STORE_CORRUPT`, …: nothing starts without a valid policy
 */
export async function openTeamPolicies(
  table: Pick<PolicyTable, "lastChange" | "changedAfter">,
  { riskThreshold }: { readonly riskThreshold: number },
): Promise<Policies> {
  const { parsePolicy, policyBook } = await import("@infershield/policy");
  let layers: ReadonlyMap<string, PolicyLayer> = new Map();
  let book = policyBook([], { riskThreshold });
  let seen = 0;
  let refused: string | undefined;

  /** All that changed or nothing of it: a version that cannot be read leaves the policies as they are. */
  async function takeChanges(): Promise<void> {
    if (table.lastChange() < seen) throw await takenOut();
    const next = new Map(layers);
    let last = seen;
    for (const { level, name, document, change } of await table.changedAfter(seen)) {
      const place = `${level}:${name}`;
      if (document === undefined) next.delete(place);
      else next.set(place, parsePolicy(JSON.parse(document)));
      last = change;
    }
    book = policyBook([...next.values()], { riskThreshold });
    layers = next;
    seen = last;
  }

  await takeChanges();
  return {
    of: (subject) => book.of(subject),
    book: () => book,
    refresh: async () => {
      if (table.lastChange() === seen && refused === undefined) return undefined;
      const before = book.hash;
      try {
        await takeChanges();
      } catch (error) {
        if (!(error instanceof InferShieldError)) throw error;
        const told = refused === error.message;
        refused = error.message;
        return told ? undefined : { kind: "refused", error };
      }
      const wasRefused = refused !== undefined;
      refused = undefined;
      return book.hash === before && !wasRefused ? undefined : { kind: "changed", hash: book.hash };
    },
  };
}

/** Versions are only ever added. Whoever takes the newest one out does not put the one before in force. */
async function takenOut(): Promise<InferShieldError> {
  const { DatabaseError } = await import("@infershield/store-sqlite");
  return new DatabaseError("STORE_CORRUPT", "Versions of policies were taken out of the database.", {
    hint: "Look at `infershield policy history`, and at what the audit trail says of policy.set.",
  });
}
