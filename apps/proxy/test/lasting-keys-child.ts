// node lasting-keys-child.ts ROUNDS PAUSE: changes every key of the home of the environment, over and over, with a pause of so many milliseconds
// after each change; says each round when it is done.
import { writeSync } from "node:fs";
import { system } from "@infershield/core";
import { loadConfig, openTokens } from "@infershield/instance";

const [, , rounds, pauseMs] = process.argv.map(Number);
const config = await loadConfig({ env: process.env, homedir: "/" });
const { keys, close } = await openTokens(config, { create: false });
const pause = (): Promise<void> => system.sleep(pauseMs ?? 0);
for (let round = rounds ?? 0; round > 0; round--) {
  await keys.rotate("seal");
  await pause();
  await keys.reencrypt({ batch: 1 });
  await pause();
  for (const { kid, status, purpose, uses } of (await keys.status()).keys) {
    if (purpose === "seal" && status === "enabled" && uses === 0) await keys.destroy(kid);
  }
  await keys.rotate("lookup");
  await pause();
  await keys.rewrap("new_key_file");
  await pause();
  writeSync(1, "round\n");
}
await keys.verify();
await close();
