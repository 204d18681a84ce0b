import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "@infershield/core";
import { leaveOutTable, readMaterial } from "@infershield/train-detector";
import { agentTurns } from "./agent-turns.ts";
import { openPeers } from "./peers.ts";
import { comparePersonalData } from "./personal-data.ts";
import { attacks, blockLine, cpuMicroseconds, highest, percent, readRows, scan } from "./rows.ts";
import { compareDisguises, compareInjection, compareSecrets } from "./side-by-side.ts";

// Prints what the engine finds in labelled texts, what it should not have found, and what others find in the same.

const root = join(import.meta.dirname, "../../..");
const folder = process.env["INFERSHIELD_THREAT_DATA"] ?? "";

/** One line a file and label: share reported (any score), share at the block line, secrets, personal data, SQL, time. */
function report(part: "train" | "score"): void {
  for (const file of readdirSync(join(folder, part)).sort()) {
    const name = file.replace(".jsonl", "");
    for (const [label, group] of Map.groupBy(readRows(folder, part, name), (row) => row.label)) {
      const before = cpuMicroseconds();
      const results = group.map(scan);
      const used = cpuMicroseconds() - before;
      const kilobytes = group.reduce((sum, { text }) => sum + text.length, 0) / 1_024;
      const share = (test: (findings: readonly Finding[]) => boolean): string =>
        percent(results.filter(test).length, results.length);
      console.log(
        `| ${part}/${name} | ${label} | ${group.length} | ${share((found) => highest(found, attacks) > 0)} | ${share((found) => highest(found, attacks) >= blockLine)} | ${share((found) => highest(found, ["secret"]) > 0)} | ${share((found) => highest(found, ["personal_data"]) > 0)} | ${share((found) => highest(found, ["sql_injection"]) > 0)} | ${(used / Math.max(1, kilobytes)).toFixed(0)} |`,
      );
    }
  }
}

if (!["train", "score"].every((part) => folder !== "" && existsSync(join(folder, part)))) {
  console.log(
    "skipped: INFERSHIELD_THREAT_DATA names no folder with `train` and `score`.\nSet it to the folder with the labelled texts; docs/detectors.md shows what was measured with them.",
  );
} else {
  console.log(
    "| file | label | texts | attack reported % | attack ≥ 80 % | secret % | personal % | SQL % | CPU µs/KB |\n|---|---|---|---|---|---|---|---|---|",
  );
  report("train");
  report("score");
  const peers = await openPeers(root);
  await compareInjection(folder, peers);
  await compareSecrets(folder, peers);
  compareDisguises(folder);
  comparePersonalData(folder);
  agentTurns(root, folder);
  console.log("\nthe model alone, trained without the sources of the row:\n");
  for (const line of leaveOutTable(readMaterial(folder))) console.log(line);
}
