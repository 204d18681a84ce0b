import { createHash } from "node:crypto";
import { PolicyError } from "./error.ts";
import { placeText } from "./place.ts";
import { layeredPolicy, type Policy, type PolicyLayer } from "./policy.ts";

/** Whose request it is, as far as policy asks. */
export interface PolicySubject {
  readonly userId: string;
  readonly team?: string;
}

/** All layers of an installation: the organisation's, and those of teams and users by name. */
export interface PolicyBook {
  readonly layers: readonly PolicyLayer[];
  /** SHA-256 in hex over everything in it; changes when anybody's policy does. */
  readonly hash: string;
  /** The policy of one person: the organisation's layer, then the team's, then the person's own. */
  of(subject: PolicySubject): Policy;
}

/** People with a layer of their own or of their team whose policies are kept; anybody else's is the organisation's. */
const maxKept = 10_000;

/**
 * Binds layers together. A team's layer is for the team of its name, a user's for the person of its name.
 *
 * @throws PolicyError `INVALID_POLICY` for a threshold outside 0–100; `DUPLICATE_LAYER` for two layers of the same level and name, or two
 * of the organisation
 */
export function policyBook(
  layers: readonly PolicyLayer[],
  options: { readonly riskThreshold?: number } = {},
): PolicyBook {
  const byPlace = new Map<string, PolicyLayer>();
  for (const layer of layers) {
    const place = placeText(layer);
    if (byPlace.has(place)) {
      throw new PolicyError("DUPLICATE_LAYER", `There are two policies of the level ${layer.level} for ${layer.name}.`);
    }
    byPlace.set(place, layer);
  }
  const everybody = layeredPolicy(present(byPlace.get("org")), options);
  // What is wrong with a layer shows now and not with its person's next request.
  const hashes = layers.map((layer) => hashOf(layer, options));
  const kept = new Map<string, Policy>();

  return {
    layers,
    hash: createHash("sha256")
      .update(JSON.stringify([everybody.hash, ...hashes.sort()]))
      .digest("hex"),
    of: ({ userId, team }) => {
      const own = [
        ...present(team === undefined ? undefined : byPlace.get(placeText({ level: "team", name: team }))),
        ...present(byPlace.get(placeText({ level: "user", name: userId }))),
      ];
      if (own.length === 0) return everybody;
      const key = JSON.stringify([team, userId]);
      const known = kept.get(key);
      if (known !== undefined) return known;
      const policy = layeredPolicy([...everybody.layers, ...own], options);
      if (kept.size >= maxKept) kept.clear();
      kept.set(key, policy);
      return policy;
    },
  };
}

/** A team's book is bound anew with each change of one layer: the others are not hashed again. */
const knownHashes = new WeakMap<PolicyLayer, { readonly riskThreshold: number | undefined; readonly hash: string }>();

function hashOf(layer: PolicyLayer, options: { readonly riskThreshold?: number }): string {
  const { riskThreshold } = options;
  const known = knownHashes.get(layer);
  if (known !== undefined && known.riskThreshold === riskThreshold) return known.hash;
  const { hash } = layeredPolicy([layer], options);
  knownHashes.set(layer, { riskThreshold, hash });
  return hash;
}

function present(layer: PolicyLayer | undefined): readonly PolicyLayer[] {
  return layer === undefined ? [] : [layer];
}
