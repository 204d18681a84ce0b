import { homeArgument, openStore, tell } from "./operations.ts";

/** node change-keys-until-killed.ts HOME: rotates, seals anew, destroys and renews the master key, over and over. */
const open = await openStore(await homeArgument());
tell("ready");
for (;;) {
  await open.keys.rotate("seal");
  await open.keys.reencrypt({ batch: 2 });
  for (const key of (await open.keys.status()).keys) {
    if (key.status === "enabled" && key.uses === 0) await open.keys.destroy(key.kid);
  }
  await open.keys.rewrap("new_key_file");
  tell("round");
}
