import type { PolicyVersion } from "@infershield/instance";
import { type Policy, type PolicyLayer, placeText } from "@infershield/policy";
import type { PolicyChanged } from "./policies.ts";
import { emailsOf } from "./records.ts";
import type { Team } from "./team.ts";

/** One version of a layer of policy. */
export interface PolicyVersionJson {
  /** Counts all changes of all layers. */
  readonly change: number;
  /** `org`, `team:blue` or `user:kim@example.com`; an account that was deleted stands by its id. */
  readonly layer: string;
  readonly version: number;
  /** SHA-256 of the document; null for a version that took the layer away. */
  readonly hash: string | null;
  /** Address, or the id of an account that was deleted; `local` for whoever holds the database. */
  readonly author: string;
  /** Since when it is, or from when it was, in force. */
  readonly created_at: string;
}

/** A version with its document. */
export interface PolicyDocumentJson extends PolicyVersionJson {
  readonly document: Readonly<Record<string, unknown>> | null;
}

/** A version that was just made. */
export interface PolicyChangedJson extends PolicyDocumentJson {
  /** False when the server keeps to the policies it had: something in its database cannot be trusted. */
  readonly in_force: boolean;
}

/** What decides for one person. */
export interface PolicyJson {
  readonly id: string;
  /** As audit records name it. */
  readonly hash: string;
  readonly risk_threshold: number;
  readonly unscannable: Policy["unscannable"];
  readonly layers: readonly { readonly level: string; readonly name: string; readonly rules: PolicyLayer["rules"] }[];
}

/** {@link PolicyVersionJson} of some versions. */
export async function policyVersionsJson(
  team: Pick<Team, "users">,
  versions: readonly PolicyVersion[],
): Promise<readonly PolicyVersionJson[]> {
  const ids = versions.flatMap(({ level, name, author }) => (level === "user" ? [author, name] : [author]));
  const emails = await emailsOf(
    team,
    ids.map((userId) => ({ userId })),
  );
  return versions.map(({ change, level, name, version, hash, author, createdAt }) => ({
    change,
    layer: placeText({ level, name: level === "user" ? (emails.get(name) ?? name) : name }),
    version,
    hash: hash ?? null,
    author: emails.get(author) ?? author,
    created_at: new Date(createdAt).toISOString(),
  }));
}

/** {@link PolicyDocumentJson} of a version. */
export async function policyDocumentJson(
  team: Pick<Team, "users">,
  version: PolicyVersion,
): Promise<PolicyDocumentJson> {
  const [json] = await policyVersionsJson(team, [version]);
  if (json === undefined) throw new TypeError("One version gives one answer.");
  return { ...json, document: version.document === undefined ? null : JSON.parse(version.document) };
}

/** {@link PolicyChangedJson} of a change. */
export async function policyChangedJson(
  team: Pick<Team, "users">,
  { version, inForce }: PolicyChanged,
): Promise<PolicyChangedJson> {
  return { ...(await policyDocumentJson(team, version)), in_force: inForce };
}

/** {@link PolicyJson} of a policy. */
export function policyJson({ id, hash, riskThreshold, unscannable, layers }: Policy): PolicyJson {
  return {
    id,
    hash,
    risk_threshold: riskThreshold,
    unscannable,
    layers: layers.map(({ level, name, rules }) => ({ level, name, rules })),
  };
}
