import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { embeddedScanner } from "@infershield/threat-client";
import { clients } from "./clients.ts";
import { scenarios } from "./scenarios.ts";
import { type Result, tryClient } from "./try-client.ts";

// Runs inside the namespace: every client through every scenario, one after the other.
const [, , cache = "", wanted = "", wantedScenario = ""] = process.argv;
const scanner = embeddedScanner();
const results: Result[] = [];
for (const client of clients.filter(({ name }) => name.includes(wanted))) {
  for (const scenario of scenarios.filter((it) => it.concerns(client) && it.name.includes(wantedScenario))) {
    const result = await tryClient(client, scenario, { cache, scanner });
    results.push(result);
    print(result);
  }
}
await writeFile(join(cache, "report.json"), JSON.stringify(results, undefined, 2));
const failed = results.filter(({ faults }) => faults.length > 0).length;
console.log(`\n${results.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 && results.length > 0 ? 0 : 1;

function print({
  client,
  scenario,
  faults,
  ms,
  status,
  upstreamCalls,
  exchanges,
  records,
  findings,
  output,
}: Result): void {
  const calls = upstreamCalls.length === 1 ? "1 upstream call" : `${upstreamCalls.length} upstream calls`;
  console.log(`\n${faults.length === 0 ? "ok  " : "FAIL"} ${client}: ${scenario} (${ms} ms, exit ${status}, ${calls})`);
  for (const exchange of exchanges) console.log(`     ${exchange}`);
  for (const record of records) console.log(`     recorded: ${record}`);
  for (const finding of new Set(findings)) console.log(`     found: ${finding}`);
  for (const fault of faults) console.log(`     FAULT ${fault}`);
  if (faults.length > 0) console.log(output.replace(/^/gm, "     | "));
}
