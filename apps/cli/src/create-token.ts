import { randomUUID } from "node:crypto";
import { defaultTenant, type Secret } from "@infershield/core";
import type { TokenGrant } from "@infershield/identity";
import type { Instance } from "@infershield/instance";

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
  action: "token.create" | "token.revoke",
  grant: TokenGrant,
): Promise<void> {
  await instance.audit.record({
    event: "token",
    action,
    phase: "terminal",
    tenant: defaultTenant,
    userId: grant.userId,
    tokenId: grant.id,
    requestId: randomUUID(),
    decision: "allow",
    blocked: false,
    riskScore: 0,
    threats: [],
    outcome: "completed",
  });
}
