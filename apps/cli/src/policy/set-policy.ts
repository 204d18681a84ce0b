import { InferShieldError } from "@infershield/core";
import { PolicyError, type PolicyLayer, placeText, policyDocument } from "@infershield/policy";
import type { PolicyChangedJson } from "@infershield/proxy";
import type { Administration } from "../team/administration.ts";
import { ask } from "../team/ask.ts";
import { changedAnswer, documentAnswer } from "./policy-answers.ts";

/** What became of one layer. */
export interface SetPolicy {
  readonly now: PolicyChangedJson;
  /** The version before; 0 for the first. */
  readonly before: number;
}

/** As much as a server takes in one document. */
const maxBytes = 1_000_000;

/**
 * Puts one layer in force in place of the version that is there now, or of the one that was seen.
 *
 * @throws PolicyError `INVALID_POLICY` for a layer that is too large; InferShieldError `CONFLICT`, …
 */
export async function setPolicy(
  administration: Administration,
  layer: PolicyLayer,
  expectedVersion: number | undefined,
): Promise<SetPolicy> {
  const document = policyDocument(layer);
  if (Buffer.byteLength(JSON.stringify(document)) > maxBytes) {
    throw new PolicyError("INVALID_POLICY", `The policy ${layer.name} is larger than 1 MB.`, {
      hint: "Put patterns with a trailing * in place of long lists of names.",
    });
  }
  const before = expectedVersion ?? (await newestVersion(administration, placeText(layer)));
  const now = await ask(administration, "POST /admin/policies", changedAnswer, { document, version: before });
  return { now, before };
}

/** Number of the newest version of a layer; 0 for one that never was. */
async function newestVersion(administration: Administration, layer: string): Promise<number> {
  try {
    return (await ask(administration, "GET /admin/policies/version", documentAnswer, { layer })).version;
  } catch (error) {
    if (error instanceof InferShieldError && error.code === "NOT_FOUND") return 0;
    throw error;
  }
}

/** What to do when a change is stored and not in force. */
export const notInForce: readonly string[] = [
  "warning: it is stored, and not in force: the server keeps to the policies it has, since one in its database cannot be trusted.",
  "Its log and the audit trail (policy.refused) say why; on the server: infershield doctor",
];
