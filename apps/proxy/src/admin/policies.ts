import { localUser } from "@infershield/core";
import { IdentityError, userIdNamed, userNamed } from "@infershield/identity";
import type { PolicyVersion } from "@infershield/instance";
import {
  type Policy,
  PolicyError,
  type PolicyLayer,
  type PolicyLevel,
  parsePolicy,
  placeText,
  policyBook,
  policyDocument,
} from "@infershield/policy";
import { ProxyError } from "../proxy-error.ts";
import { type Actor, operator, requirePermission } from "./actor.ts";
import { recorded } from "./recorded.ts";
import type { Team } from "./team.ts";

/** Whose layer: the organisation's, a team's or a person's by id. */
interface Place {
  readonly level: PolicyLevel;
  readonly name: string;
}

/** What became of a change. */
export interface PolicyChanged {
  readonly version: PolicyVersion;
  /** False while something else in the database keeps this server to the policies it has. */
  readonly inForce: boolean;
}

/** The policy that decides for one person, the caller when nobody is named. @throws ProxyError `NOT_PERMITTED`; IdentityError `NOT_FOUND` */
export async function effectivePolicy(team: Team, actor: Actor, name?: string): Promise<Policy> {
  requirePermission(actor, "policy:read");
  if (name === undefined && actor.userId === localUser) return team.policies.inForce.of({ userId: localUser });
  // Before the account is looked for: who has one is not for everybody to find out.
  if (name !== undefined && name !== actor.userId) requirePermission(actor, "users:read");
  const user = await userNamed(team.users, name ?? actor.userId);
  return team.policies.inForce.of({ userId: user.id, ...(user.team !== undefined && { team: user.team }) });
}

/** The layers in force. @throws ProxyError `NOT_PERMITTED`; DatabaseError */
export async function listPolicies({ policies }: Team, actor: Actor): Promise<readonly PolicyVersion[]> {
  requireOverview(actor);
  return (await policies.table.changedAfter(0)).filter(({ document }) => document !== undefined);
}

/** Versions of one layer or of all, the newest first. @throws ProxyError `NOT_PERMITTED`, `BAD_REQUEST`; IdentityError `NOT_FOUND`; DatabaseError */
export async function policyHistory(
  team: Team,
  actor: Actor,
  { layer, ...page }: { readonly layer?: string; readonly before?: number; readonly limit?: number },
): Promise<readonly PolicyVersion[]> {
  requireOverview(actor);
  return await team.policies.table.history({ ...page, ...(layer !== undefined && (await placeNamed(team, layer))) });
}

/** One version of a layer, the newest without a number. @throws ProxyError `NOT_PERMITTED`, `BAD_REQUEST`; PolicyError `NOT_FOUND`; IdentityError `NOT_FOUND` */
export async function readPolicy(
  team: Team,
  actor: Actor,
  { layer, version }: { readonly layer: string; readonly version?: number },
): Promise<PolicyVersion> {
  requireOverview(actor);
  const found = await team.policies.table.find(await placeNamed(team, layer), version);
  if (found !== undefined) return found;
  throw new PolicyError("NOT_FOUND", "There is no such policy.", { hint: "Run: infershield policy history" });
}

/**
 * Puts a layer in force. Its name is that of a team, or of a person by id or address.
 *
 * @param wish.version - The version that the caller saw, 0 for none.
 * @throws ProxyError `NOT_PERMITTED`, `BAD_REQUEST`; PolicyError `CONFLICT`; IdentityError `NOT_FOUND`; AuditError
 */
export async function setPolicy(
  team: Team,
  actor: Actor,
  { document, version }: { readonly document: unknown; readonly version?: number },
): Promise<PolicyChanged> {
  requirePermission(actor, "policy:write");
  const layer = await knownLayer(team, checkedLayer(document));
  await requireTeam(team, layer);
  return await add(team, actor, { ...placeOf(layer), layer, version });
}

/** Takes a layer away. @throws ProxyError `NOT_PERMITTED`, `BAD_REQUEST`; PolicyError `CONFLICT`, `NOT_FOUND`; IdentityError `NOT_FOUND`; AuditError */
export async function removePolicy(
  team: Team,
  actor: Actor,
  { layer, version }: { readonly layer: string; readonly version?: number },
): Promise<PolicyChanged> {
  requirePermission(actor, "policy:write");
  return await add(team, actor, { ...(await placeNamed(team, layer)), version });
}

/** Takes the layer of a person or team away that is about to be deleted. The caller records it. @throws DatabaseError */
export async function forgetPolicy({ policies }: Team, actor: Actor, place: Place): Promise<void> {
  if ((await policies.table.find(place))?.document === undefined) return;
  await policies.table.add({ ...place, author: actor.userId });
  await policies.follow();
}

/**
 * Takes the layers of policy files over into a database that never had a policy: all of them or none.
 *
 * @throws PolicyError `DUPLICATE_LAYER`, `CONFLICT` when another server was faster; IdentityError `NOT_FOUND` for a layer of somebody
 * without an account; AuditError; DatabaseError
 */
export async function importPolicies(team: Team, layers: readonly PolicyLayer[]): Promise<void> {
  const { table, follow } = team.policies;
  const known: PolicyLayer[] = [];
  for (const layer of layers) known.push(await knownLayer(team, layer));
  policyBook(known);
  const act = { event: "admin", action: "policy.import", subject: `${known.length} layers` } as const;
  await recorded(team, operator, act, () =>
    table.add(...known.map((layer) => ({ ...wishFor(layer), author: operator.userId, expectedVersion: 0 }))),
  );
  await follow();
}

async function add(
  team: Team,
  actor: Actor,
  { layer, version, ...place }: Place & { readonly layer?: PolicyLayer; readonly version?: number | undefined },
): Promise<PolicyChanged> {
  const { table, follow } = team.policies;
  const wish = layer === undefined ? place : wishFor(layer);
  const action = layer === undefined ? "policy.remove" : "policy.set";
  const added = await recorded(team, actor, { event: "admin", action, subject: placeText(place) }, async (note) => {
    const [newest] = await table.add({ ...wish, author: actor.userId, expectedVersion: version });
    if (newest === undefined) throw new TypeError("One wish gives one version.");
    if (newest.hash !== undefined) note({ policyHash: newest.hash });
    return newest;
  });
  return { version: added, inForce: await follow() };
}

function wishFor(layer: PolicyLayer): Place & { readonly document: string } {
  return { ...placeOf(layer), document: JSON.stringify(policyDocument(layer)) };
}

/** The organisation has one layer, whatever it is called. */
function placeOf({ level, name }: PolicyLayer): Place {
  return { level, name: level === "org" ? "" : name };
}

function checkedLayer(document: unknown): PolicyLayer {
  try {
    return parsePolicy(document);
  } catch (cause) {
    if (!(cause instanceof PolicyError)) throw cause;
    throw new ProxyError("BAD_REQUEST", cause.message, { reason: "invalid_policy", cause });
  }
}

/** Addresses change hands and ids do not: a person's layer is kept under the id. @throws IdentityError `NOT_FOUND` */
async function knownLayer(team: Team, layer: PolicyLayer): Promise<PolicyLayer> {
  if (layer.level !== "user") return layer;
  try {
    return { ...layer, name: (await userNamed(team.users, layer.name)).id };
  } catch (cause) {
    if (!(cause instanceof IdentityError)) throw cause;
    throw new IdentityError("NOT_FOUND", `There is a policy for ${layer.name}, but no such account.`, {
      cause,
      hint: "Make the account first, or take this layer out.",
    });
  }
}

async function requireTeam({ users }: Team, { level, name }: PolicyLayer): Promise<void> {
  if (level !== "team" || (await users.listTeams()).some(({ id }) => id === name)) return;
  throw new IdentityError("NOT_FOUND", `There is a policy for the team ${name}, but no such team.`, {
    hint: `Make it first: infershield admin create-team ${name}`,
  });
}

/** Whom a text names. Ids of accounts and teams that are gone still have their history. @throws ProxyError `BAD_REQUEST`; IdentityError `NOT_FOUND` */
async function placeNamed(team: Team, text: string): Promise<Place> {
  const [, level, name = ""] = /^(org|team|user)(?::(.+))?$/.exec(text) ?? [];
  if (level === "org" && name === "") return { level, name };
  if (level === "team" && name !== "") return { level, name };
  if (level === "user" && name !== "") {
    return { level, name: await userIdNamed(team.users, name) };
  }
  throw new ProxyError("BAD_REQUEST", "A layer is org, team:NAME or user:EMAIL.", { reason: "layer" });
}

function requireOverview(actor: Actor): void {
  requirePermission(actor, "policy:read");
  // Who has a layer of their own, and since when, is for those who see everybody.
  requirePermission(actor, "users:read");
}
