import { ocsfLine } from "../src/export-ocsf.ts";
import { ocsfCheck } from "./ocsf-schema.ts";
import { sampleRecords } from "./sample-records.ts";

/**
 * Checks the OCSF events of many kinds of records against the schema itself.
 * Run: node --conditions=@infershield/source test/check-ocsf.ts FOLDER, where FOLDER is a checkout of ocsf/ocsf-schema.
 */
const check = ocsfCheck(process.argv[2] ?? "");
const problems = new Map<string, number>();
let events = 0;
for (const record of sampleRecords()) {
  events++;
  const event = JSON.parse(ocsfLine(record));
  for (const problem of check(event)) {
    const named = `${event.class_uid}: ${problem}`;
    problems.set(named, (problems.get(named) ?? 0) + 1);
  }
}
for (const [problem, count] of problems) console.log(`${problem} (${count} times)`);
console.log(`${events} events, ${problems.size} kinds of problems`);
process.exitCode = problems.size === 0 ? 0 : 1;
