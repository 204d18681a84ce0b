import { randomInt } from "node:crypto";
import { Secret } from "@infershield/core";
import { TokenStoreError } from "../../src/error.ts";
import { accountKey, homeArgument, openStore, putNext, tell } from "./operations.ts";

/** node mixed.ts HOME COUNT: COUNT operations beside other processes; says how many puts of account 0 it made. */
const open = await openStore(await homeArgument());
let puts = 0;
for (let count = Number(process.argv[3]); count > 0; count--) {
  const choice = randomInt(10);
  if (choice < 5) puts += await tryPut();
  else if (choice < 6) await open.store.select(accountKey(randomInt(2)));
  else if (choice < 7) await open.store.journal.write(accountKey(randomInt(3)), new Secret(`note ${count}`));
  else if (choice < 8) await open.store.list();
  else await open.store.get(accountKey(randomInt(3)));
}
await open.close();
tell(`puts ${puts}`);

async function tryPut(): Promise<number> {
  for (;;) {
    try {
      await putNext(open, 0);
      return 1;
    } catch (error) {
      if (!(error instanceof TokenStoreError) || error.code !== "CONFLICT") throw error;
    }
  }
}
