import { InferShieldError } from "@infershield/core";
import type { Instance } from "@infershield/instance";
import { recordAct } from "../record-act.ts";

/**
 * Leaves the audit record of a login, with the code of what went wrong when something did.
 *
 * @throws AuditError
 */
export async function recordLogin(
  instance: Pick<Instance, "audit">,
  { userId, provider }: { readonly userId: string; readonly provider: string },
  error?: unknown,
): Promise<void> {
  const failure = error === undefined ? {} : { failure: error instanceof InferShieldError ? error.code : "UNEXPECTED" };
  await recordAct(instance, { event: "authentication", action: "auth.login", userId, provider, ...failure });
}
