import type { Secret } from "@infershield/core";
import type { TokenGrant } from "@infershield/identity";
import { type Instance, recordedAct } from "@infershield/instance";

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
 * Makes an InferShield token between the records of its intent and of its outcome.
 *
 * @throws ProviderError `UNKNOWN_PROVIDER`; IdentityError `INVALID_NAME`; AuditError
 */
export async function createToken(
  instance: Instance,
  input: CreateTokenInput,
): Promise<{ token: Secret; grant: TokenGrant }> {
  for (const name of input.providers ?? []) instance.providers.get(name);
  const act = { event: "token", action: "token.create", userId: input.userId } as const;
  return await recordedAct(instance, act, async (note) => {
    const created = await instance.directory.createToken(input);
    note({ subject: created.grant.id });
    return created;
  });
}
