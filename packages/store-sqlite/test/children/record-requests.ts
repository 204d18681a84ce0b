import { type AuditEvent, openAuditLog } from "@infershield/audit";
import { suiteKey } from "@infershield/audit/testing";
import { openHome } from "@infershield/home";
import { openAuditTable } from "../../src/index.ts";

/**
 * A process that records intents and outcomes in the database of a home until it is killed, for eight clients at once. It is told the home
 * and a name, and says the id of each request whose intent is durable.
 */
const words = await new Promise<string>((resolve) => process.stdin.setEncoding("utf8").once("data", resolve));
const [path = "", name = ""] = words.trim().split(" ");
const home = await openHome(path);
const storage = await openAuditTable({ home, path: home.file("infershield.db"), server: true });
const log = await openAuditLog({ home, storage, auditKey: suiteKey, checkpointRecords: 40, maxSegmentBytes: 60_000 });
let count = 0;

async function client(): Promise<void> {
  for (;;) {
    const requestId = `${name}-${count++}`;
    const event: AuditEvent = {
      event: "request",
      action: "chat_completions",
      phase: "intent",
      tenant: "default",
      userId: name,
      requestId,
      decision: "allow",
      blocked: false,
      riskScore: 0,
      threats: [],
    };
    await log.recordIntent(event);
    process.stdout.write(`intent ${requestId}\n`);
    await log.recordOutcome({ ...event, outcome: "completed" });
  }
}

await Promise.all(Array.from({ length: 8 }, client));
