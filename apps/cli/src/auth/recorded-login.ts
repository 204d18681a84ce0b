import { localUser } from "@infershield/core";
import { type Instance, recordedAct } from "@infershield/instance";

/**
 * Stores what a login brings between the records of its intent and of its outcome.
 *
 * In a team whoever runs the command holds the database, and is not the person whose login it is.
 *
 * @throws AuditError; what `work` throws
 */
export function recordedLogin<T>(
  instance: Pick<Instance, "audit" | "users">,
  { userId, provider }: { readonly userId: string; readonly provider: string },
  work: () => Promise<T>,
): Promise<T> {
  const who = instance.users === undefined ? { userId } : { userId: localUser, subject: userId };
  return recordedAct(instance, { event: "authentication", action: "auth.login", provider, ...who }, work);
}
