import { fork } from "node:child_process";
import { globSync } from "node:fs";
import { parseArgs } from "node:util";
import { root } from "./repository.ts";

// Runs the benchmarks of the repository, one after the other: a second one at the same time would be measured too. Then prints every
// row that has a goal. `pnpm bench [WORD] [--quick] [--json]`: a word runs only files whose path contains it.

/** What a benchmark tells about one of its figures. */
interface Row {
  readonly row: string;
  readonly ours: number;
  readonly unit: string;
  readonly goal: number;
  readonly atLeast?: true;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: "boolean", default: false }, json: { type: "boolean", default: false } },
});
const wanted = positionals[0] ?? "";
const files = globSync("{packages,apps,tooling}/*/{src,test}/**/*.bench.ts", { cwd: root })
  .filter((file) => file.includes(wanted))
  .sort();

/** Runs one file; what it prints goes to stderr when stdout is for JSON. */
function run(file: string): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const child = fork(file, [], {
    cwd: root,
    env: { ...process.env, ...(values.quick && { BENCH_QUICK: "1" }) },
    execArgv: ["--conditions=@infershield/source"],
    stdio: ["inherit", values.json ? 2 : "inherit", "inherit", "ipc"],
  });
  child.on("message", (row) => rows.push(row as Row));
  return new Promise((resolve) => {
    child.once("exit", (status) => {
      if (status !== 0) process.exitCode = 1;
      resolve(rows);
    });
  });
}

function isHit({ ours, goal, atLeast }: Row): boolean {
  return atLeast ? ours >= goal : ours <= goal;
}

function printTable(rows: readonly Row[]): void {
  const width = Math.max(...rows.map(({ row }) => row.length));
  console.log("\nEvery row that has a goal. Only ratios mean something on a machine that does other work, too.");
  for (const row of rows) {
    const goal = `${row.atLeast ? "≥" : "≤"} ${row.goal}`;
    const ours = `${Number(row.ours.toPrecision(3))} ${row.unit}`;
    console.log(`${isHit(row) ? "hit " : "MISS"}  ${row.row.padEnd(width)}  ${ours.padEnd(18)} goal ${goal}`);
  }
}

const rows: Row[] = [];
for (const file of files) {
  if (!values.json) console.log(`\n${file}`);
  rows.push(...(await run(file)));
}
if (values.json) console.log(JSON.stringify(rows.map((row) => ({ ...row, hit: isHit(row) }))));
else if (rows.length > 0) printTable(rows);
if (files.length === 0) {
  console.error(`No benchmark's path contains "${wanted}".`);
  process.exitCode = 1;
}
