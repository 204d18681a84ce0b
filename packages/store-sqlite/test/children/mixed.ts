import { randomInt } from "node:crypto";
import { Secret } from "@infershield/core";
import { TokenStoreError } from "@infershield/token-store";
import { accountKey, contested, openTeam, order, putNext, tell } from "./open-team.ts";

/** Told HOME COUNT: COUNT operations beside other processes; says how many puts of the contested login were acknowledged. */
const [home = "", count = "0"] = await order();
const team = await openTeam(home);
let puts = 0;
for (let left = Number(count); left > 0; left--) {
  const choice = randomInt(10);
  if (choice < 5) puts += await tryPut();
  else if (choice < 6) await team.tokens.journal.write(accountKey(contested), new Secret(`note ${left}`));
  else if (choice < 7) await team.tokens.list({ userId: "shared" });
  else if (choice < 8) await team.directory.createUser({ email: `${process.pid}-${left}@example.com` });
  else await team.tokens.get(accountKey(contested));
}
await team.close();
tell(`puts ${puts}`);

/** Another process may be faster; then nothing was stored. */
async function tryPut(): Promise<number> {
  try {
    await putNext(team, contested);
    return 1;
  } catch (error) {
    if (!(error instanceof TokenStoreError) || error.code !== "CONFLICT") throw error;
    return 0;
  }
}
