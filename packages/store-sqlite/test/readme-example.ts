import { Secret } from "@infershield/core";
import { openHome } from "@infershield/home";
import { openTeamStore } from "@infershield/store-sqlite";

/** Makes a team's first user, enrols a device of hers, and lets it in. */
export async function enrolFirstUser(folder: string, masterKey: string): Promise<string> {
  const home = await openHome(folder, { create: true });
  const team = await openTeamStore({ home, masterKey: { value: new Secret(masterKey) }, create: true });
  const owner = await team.directory.createUser({ email: "alex@example.com", role: "owner" });
  const { token: code } = await team.directory.createEnrolment(owner.id);

  const { token } = await team.directory.redeemEnrolment(code, { device: "laptop" });
  const found = await team.directory.authenticate(token);
  await team.close();
  return found.ok ? `${found.user.email} may ${found.principal.scopes}` : found.reason;
}
