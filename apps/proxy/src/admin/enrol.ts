import { Secret } from "@infershield/core";
import { type CreatedToken, IdentityError, scopesOf, type User } from "@infershield/identity";
import type { Actor } from "./actor.ts";
import { recorded } from "./recorded.ts";
import type { Team } from "./team.ts";

/** What a device gets for its code. */
export interface EnrolledDevice {
  readonly user: User;
  /** The device's own token, for its tools. */
  readonly device: CreatedToken;
  /** A second one for whoever administers, so that no tool holds it. */
  readonly administration?: CreatedToken;
}

/** Somebody whose code was not looked at yet. */
const stranger: Pick<Actor, "userId" | "role" | "scopes"> = { userId: "anonymous", role: "member", scopes: [] };

/**
 * Turns a one-time code into the tokens of a device.
 *
 * @param device - Name of the machine.
 * @throws IdentityError `INVALID_CODE`, `INVALID_NAME`; AuditError
 */
export async function enrolDevice(
  team: Team,
  { code, device, peer }: { readonly code: string; readonly device: string; readonly peer?: string },
): Promise<EnrolledDevice> {
  const secret = new Secret(code);
  // A code is no token: a good one is told apart by the reason of its refusal. Made-up ones leave no record each.
  const checked = await team.users.authenticate(secret);
  if (checked.ok || checked.reason !== "wrong_kind") throw invalidCode();
  const actor: Actor = { ...stranger, ...(peer !== undefined && { peer }) };
  return await recorded(team, actor, { event: "authentication", action: "device.enrol" }, async (note) => {
    const redeemed = await team.users.redeemEnrolment(secret, { device });
    const { user, token, grant } = redeemed;
    note({ userId: user.id, subject: grant.id });
    const administers = scopesOf(user).includes("admin:users");
    const administration = administers
      ? await team.users.createToken({
          userId: user.id,
          kind: "a",
          name: `${device} (administration)`.slice(0, 64),
          device,
        })
      : undefined;
    return { user, device: { token, grant }, ...(administration && { administration }) };
  });
}

function invalidCode(): IdentityError {
  return new IdentityError("INVALID_CODE", "This code is not valid: it works once, for a short time.", {
    hint: "Ask your administrator for a new one.",
  });
}
