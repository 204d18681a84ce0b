import { homeArgument, openStore, putNext, tell } from "./operations.ts";

/** node write-until-killed.ts HOME: says each generation after it was stored. */
const open = await openStore(await homeArgument());
tell("ready");
for (;;) tell(`stored ${await putNext(open, 0)}`);
