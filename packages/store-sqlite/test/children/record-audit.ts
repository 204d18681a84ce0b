import { type AuditEvent, openAuditLog } from "@infershield/audit";
import { suiteKey } from "@infershield/audit/testing";
import { openHome } from "@infershield/home";
import { openAuditTable } from "../../src/index.ts";

/** A process that records so many events in the database of a home, from many callers at once. Arguments: home, name, records. */
const [path = "", name = "", records = "0"] = process.argv.slice(2);
const home = await openHome(path);
const storage = await openAuditTable({ home, path: home.file("infershield.db"), server: true });
const log = await openAuditLog({ home, storage, auditKey: suiteKey });
const event: AuditEvent = {
  event: "request",
  action: "chat_completions",
  phase: "terminal",
  tenant: "default",
  userId: name,
  requestId: name,
  decision: "allow",
  blocked: false,
  riskScore: 0,
  threats: [],
};
let left = Number(records);
const caller = async (): Promise<void> => {
  while (left-- > 0) await log.record(event);
};
await Promise.all(Array.from({ length: 64 }, caller));
await log.close();
