import { closeSync, openSync } from "node:fs";
import { accountKey, homeArgument, openStore, putNext, tell } from "./operations.ts";

/**
 * node store-without-access.ts HOME HOW [UID]: stores once, loses `files` (every descriptor is taken) or `folder` (the parent closed it for
 * writing when it sees `stored`), tries again and reads, gets it back and stores again. Says what happened.
 */
const told = (): Promise<void> => new Promise((resolve) => process.stdin.once("data", () => resolve()));
const uid = Number(process.argv[4] ?? 0);
if (uid !== 0) {
  // Only now: another user may not be able to read what was loaded so far.
  process.setgid?.(uid);
  process.setuid?.(uid);
}
const open = await openStore(await homeArgument());
const attempt = async (): Promise<void> => {
  try {
    tell(`stored ${await putNext(open, 0)}`);
  } catch (error) {
    tell(`refused ${error instanceof Error && "code" in error ? error.code : error}`);
  }
};
const readBack = async (): Promise<void> => tell(`read ${(await open.store.get(accountKey(0)))?.generation}`);
await attempt();
if (process.argv[3] === "files") {
  const taken: number[] = [];
  try {
    for (;;) taken.push(openSync("/dev/null", "r"));
  } catch {
    await attempt();
    for (const descriptor of taken) closeSync(descriptor);
  }
} else {
  tell("close the folder");
  await told();
  await attempt();
  await readBack();
  tell("open the folder");
  await told();
  process.stdin.destroy();
}
await attempt();
await readBack();
await open.close();
