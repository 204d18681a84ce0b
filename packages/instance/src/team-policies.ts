import type { InferShieldError } from "@infershield/core";
import type { PolicyLayer } from "@infershield/policy";
import type { PolicyTable } from "@infershield/store-sqlite";
import type { Policies } from "./open-policies.ts";
import { tellChanges } from "./tell-changes.ts";

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

  /** All that changed or nothing of it: a version that cannot be read leaves the policies as they are. */
  async function takeChanges(): Promise<string> {
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
    return book.hash;
  }

  const teller = tellChanges(takeChanges, await takeChanges());
  return {
    of: (subject) => book.of(subject),
    book: () => book,
    refresh: async () => (table.lastChange() === seen && !teller.isRefused() ? undefined : await teller.take()),
  };
}

/** Versions are only ever added. Whoever takes the newest one out does not put the one before in force. */
async function takenOut(): Promise<InferShieldError> {
  const { DatabaseError } = await import("@infershield/store-sqlite");
  return new DatabaseError("STORE_CORRUPT", "Versions of policies were taken out of the database.", {
    hint: "Look at `infershield policy history`, and at what the audit trail says of policy.set.",
  });
}
