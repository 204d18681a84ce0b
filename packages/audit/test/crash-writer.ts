import { openHome } from "@infershield/home";
import { fixedSigner, openTestLog, testEvent, testKey } from "./fixtures.ts";

/** A process that records intents and outcomes until it is killed. It prints the id of each request whose intent is durable. */
const [path = "", name = ""] = process.argv.slice(2);
const home = await openHome(path);
const log = await openTestLog({
  home,
  auditKey: testKey(),
  signer: fixedSigner(),
  checkpointRecords: 40,
  maxSegmentBytes: 60_000,
});
let count = 0;

async function client(): Promise<never> {
  for (;;) {
    const requestId = `${name}-${count++}`;
    await log.recordIntent(testEvent({ requestId }));
    process.stdout.write(`${requestId}\n`);
    await log.recordOutcome(testEvent({ requestId, outcome: "completed" }));
  }
}

await Promise.all(Array.from({ length: 8 }, client));
