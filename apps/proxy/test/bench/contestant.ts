import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { startDispatch, startHono, startPipe } from "./forwarders.ts";
import { startInferShield } from "./infershield.ts";
import { startPortkey } from "./portkey.ts";

// One forwarder in a process of its own: `contestant.ts NAME UPSTREAM`. It tells its address, and its CPU time or what it keeps whenever it is asked.

const [name = "", upstream = ""] = process.argv.slice(2);

function start(): Promise<string> {
  switch (name) {
    case "infershield":
      return startInferShield(upstream);
    case "node:http":
      return startPipe(upstream);
    case "undici dispatch":
      return startDispatch(upstream);
    case "hono + fetch":
      return startHono(upstream);
    case "portkey":
      return startPortkey();
    default:
      throw new Error(`There is no contestant called ${name}.`);
  }
}

// As the flag would, for this process alone.
setFlagsFromString("--expose-gc");
const collectGarbage: unknown = runInNewContext("gc");

function keptBytes(): number {
  if (typeof collectGarbage === "function") collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

process.on("message", (asked) => {
  if (asked === "kept") {
    process.send?.(keptBytes());
    return;
  }
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMicros: user + system, rssBytes: process.memoryUsage.rss() });
});
process.once("disconnect", () => process.exit());
process.send?.({ url: await start() });
