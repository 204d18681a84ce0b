import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openHome } from "@infershield/home";
import { auditFiles } from "../src/index.ts";
import { openTestLog, testKey, testSigner } from "./fixtures.ts";
import { fillPages, measureCallers, measurePauses, measureStall, measureStolen, measureVerify } from "./measure.ts";

/** Prints what a record costs and how fast a log verifies on this machine. Run: node --conditions=@infershield/source test/audit.bench.ts */
const path = mkdtempSync(join(tmpdir(), "infershield-bench-"));
const home = await openHome(path);
const auditKey = testKey();
const signer = testSigner();
const log = await openTestLog({ home, auditKey, signer });
fillPages(path, 768 * 1024 * 1024);
const stolen = measureStolen();
/** Most CPU microseconds a record may cost, by how many callers wait at the same time. */
const goals: ReadonlyMap<number, number> = new Map([
  [64, 12],
  [100, 4],
  [1000, 5],
]);
for (const callers of [1, 10, 64, 100, 256, 1000]) {
  const ours = await measureCallers(log, callers === 1 ? 1100 : 110_000, callers);
  const goal = goals.get(callers);
  if (goal !== undefined) process.send?.({ row: `audit record, ${callers} callers: CPU`, ours, unit: "µs", goal });
}
await measurePauses(5);
const stalls = [await measureStall(log, 5000, 5), await measureStall(log, 5000, 5), await measureStall(log, 5000, 5)];
const [, stall = 0] = stalls.toSorted((one, other) => one - other);
const longestTurn = "audit at 5,000 requests/s: longest turn of the event loop, median of three runs";
process.send?.({ row: longestTurn, ours: stall, unit: "ms", goal: 5 });
await log.close();
const source = auditFiles(home.file("audit"));
await measureVerify(source, { auditKey, publicKey: signer.publicKey });
await measureVerify(source, { publicKey: signer.publicKey });
const part = stolen();
if (part !== undefined)
  console.log(`meanwhile the host of this machine gave ${(100 * part).toFixed(0)} % of its processors to others`);
rmSync(path, { recursive: true });
