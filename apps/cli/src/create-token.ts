import type { Secret } from "@infershield/core";
import type { TokenGrant } from "@infershield/identity";
import type { Instance } from "@infershield/instance";
import { recordAct } from "./record-act.ts";

/** What the token is for; it lives 90 days unless it says otherwise. */
export interface CreateTokenInput {
  readonly name: string;
  readonly userId: string;
  /** Names of the providers it may reach; all of them when absent. */
  readonly providers?: readonly string[];
  readonly path?: boolean;
  readonly expiresInMs?: number;
}

/**
 * Makes an InferShield token and leaves an audit record of it.
 *
 * @throws ProviderError `UNKNOWN_PROVIDER`; IdentityError `INVALID_NAME`; AuditError
 */
export async function createToken(
  instance: Instance,
  input: CreateTokenInput,
): Promise<{ token: Secret; grant: TokenGrant }> {
  for (const name of input.providers ?? []) instance.providers.get(name);
  const created = await instance.directory.createToken(input);
  await recordTokenEvent(instance, "token.create", created.grant);
  return created;
}

/** Leaves the audit record of a change to an InferShield token. */
export async function recordTokenEvent(
  instance: Instance,
  action: "token.create" | "token.revoke" | "token.rotate",
  { userId, id }: TokenGrant,
): Promise<void> {
  await recordAct(instance, { event: "token", action, userId, tokenId: id });
}
