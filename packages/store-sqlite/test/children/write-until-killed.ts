import { openTeam, order, putNext, tell } from "./open-team.ts";

/** Told HOME NAME: writes logins, and takes users through their lives, until it is killed; says what was acknowledged. */
const [home = "", name = ""] = await order();
const team = await openTeam(home);
tell("ready");
for (let turn = 0; ; turn++) {
  const index = turn % 3;
  tell(`login ${index} ${await putNext(team, index)}`);
  const user = await team.directory.createUser({ email: `${name}-${turn}@example.com` });
  tell(`user ${user.id}`);
  const { token, grant } = await team.directory.createEnrolment(user.id);
  const device = await team.directory.redeemEnrolment(token, { device: "nb1" });
  tell(`redeemed ${grant.id} ${device.grant.id}`);
  await team.tokens.put(
    { tenant: "default", userId: user.id, provider: "acme", account: "a", kind: "oauth", state: "active", scopes: [] },
    { expectedGeneration: 0 },
  );
  if (turn % 2 === 0) continue;
  await team.directory.deleteUser(user.id);
  tell(`deleted ${user.id}`);
}
