import { type ActNote, type Act as RecordedAct, recordedAct, recordRefusedAct } from "@infershield/instance";
import type { Actor } from "./actor.ts";
import type { Team } from "./team.ts";

/** An administrative act, whoever does it. */
export type Act = Pick<RecordedAct, "event" | "action" | "subject" | "provider">;

/**
 * Does something in the name of a caller between the record of its intent and the record of its outcome.
 *
 * @param work - `note` tells what becomes known only while it is done.
 * @throws AuditError when nothing can be recorded, and then nothing was done; what `work` throws
 */
export function recorded<T>(
  team: Pick<Team, "audit" | "system">,
  actor: Actor,
  act: Act,
  work: (note: (more: ActNote) => void) => Promise<T>,
): Promise<T> {
  return recordedAct(team, { ...act, ...whoIs(actor) }, work);
}

/** Records that somebody known was refused. @throws AuditError */
export function recordRefusal(
  team: Pick<Team, "audit" | "system">,
  actor: Actor,
  refusal: Act & { readonly reason: string },
): Promise<void> {
  return recordRefusedAct(team, { ...refusal, ...whoIs(actor) });
}

function whoIs({ userId, grant, peer }: Actor): Pick<RecordedAct, "userId" | "tokenId" | "device" | "peer"> {
  return {
    userId,
    ...(grant !== undefined && { tokenId: grant.id }),
    ...(grant?.device !== undefined && { device: grant.device }),
    ...(peer !== undefined && { peer }),
  };
}
