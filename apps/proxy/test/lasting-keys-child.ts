// node lasting-keys-child.ts ROUNDS: changes every key of the home of the environment, over and over; says each round when it is done.
import { writeSync } from "node:fs";
import { loadConfig, openTokens } from "@infershield/instance";

const config = await loadConfig({ env: process.env, homedir: "/" });
const { keys, close } = await openTokens(config, { create: false });
for (let round = Number(process.argv[2]); round > 0; round--) {
  await keys.rotate("seal");
  await keys.reencrypt({ batch: 1 });
  for (const { kid, status, purpose, uses } of (await keys.status()).keys) {
    if (purpose === "seal" && status === "enabled" && uses === 0) await keys.destroy(kid);
  }
  await keys.rewrap("new_key_file");
  writeSync(1, "round\n");
}
await keys.verify();
await close();
