import { openHome } from "@infershield/home";
import { fixedSigner, openTestLog, testEvent, testKey } from "./fixtures.ts";

/**
 * A process that records intents and outcomes: so many requests, or until it is killed. It prints the id of each request whose intent is
 * durable. Arguments: home, name, requests (0: no end), clients.
 */
const [path = "", name = "", requests = "0", clients = "8"] = process.argv.slice(2);
const home = await openHome(path);
const log = await openTestLog({
  home,
  auditKey: testKey(),
  signer: fixedSigner(),
  ...(requests === "0" && { checkpointRecords: 40, maxSegmentBytes: 60_000 }),
});
const most = Number(requests) || Number.MAX_SAFE_INTEGER;
let count = 0;

async function client(): Promise<void> {
  while (count < most) {
    const requestId = `${name}-${count++}`;
    await log.recordIntent(testEvent({ requestId }));
    process.stdout.write(`${requestId}\n`);
    await log.recordOutcome(testEvent({ requestId, outcome: "completed" }));
  }
}

await Promise.all(Array.from({ length: Number(clients) }, client));
await log.close();
