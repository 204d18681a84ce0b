import type { Instance } from "@infershield/instance";
import { type Policy, type PolicyLayer, placeText, policyBook } from "@infershield/policy";
import { personOf } from "../team/person-of.ts";

/** A team's policies as they would be. */
export interface TriedInTeam {
  /** The policy that would decide for an account, in the team that it belongs to now. */
  policyOf(userId: string): Policy;
  /** The address of an account; its id once it was deleted. */
  nameOf(userId: string): string;
}

const pageSize = 1_000;

/**
 * Puts layers in the places of those in force, as `policy set` would, without setting anything.
 *
 * @throws IdentityError `NOT_FOUND` for a layer of somebody without an account; PolicyError `INVALID_POLICY`; what reading the database throws
 */
export async function tryInTeam(
  instance: Pick<Instance, "users" | "policies">,
  layers: readonly PolicyLayer[],
  { riskThreshold }: { readonly riskThreshold: number },
): Promise<TriedInTeam> {
  const tried = new Map<string, PolicyLayer>();
  for (const layer of instance.policies.book().layers) tried.set(placeText(layer), layer);
  for (const layer of layers) {
    const known = layer.level === "user" ? { ...layer, name: await personOf(instance, layer.name) } : layer;
    tried.set(placeText(known), known);
  }
  const book = policyBook([...tried.values()], { riskThreshold });
  const people = new Map<string, { readonly email: string; readonly team?: string }>();
  for (let after = ""; ; ) {
    const page = (await instance.users?.listUsers({ after, limit: pageSize })) ?? [];
    for (const user of page) people.set(user.id, user);
    if (page.length < pageSize) break;
    after = page.at(-1)?.email ?? after;
  }
  return {
    policyOf: (userId) => {
      const team = people.get(userId)?.team;
      return book.of({ userId, ...(team !== undefined && { team }) });
    },
    nameOf: (userId) => people.get(userId)?.email ?? userId,
  };
}
