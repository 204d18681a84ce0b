import { spawn } from "node:child_process";
import { checkApiReports } from "./api-report.ts";
import { checkBoundaries } from "./boundaries.ts";
import { checkPacked } from "./check-packed.ts";
import { checkRegexes } from "./check-regexes.ts";
import { root } from "./repository.ts";

type Step = () => Promise<readonly string[]>;

/** Plain text, whatever the terminal: pnpm asks its children for colours. */
const environment = { ...process.env, FORCE_COLOR: "0", NO_COLOR: "1" };

/** A step that is another program: what it says is a problem when it does not end with 0. */
function program(...args: readonly string[]): Step {
  return () =>
    new Promise((resolve, reject) => {
      const child = spawn("pnpm", ["exec", ...args], {
        cwd: root,
        env: environment,
        stdio: ["ignore", "pipe", "pipe"],
      });
      const output: Buffer[] = [];
      for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => output.push(chunk));
      child.on("error", reject);
      child.on("close", (code) =>
        resolve(code === 0 ? [] : [Buffer.concat(output).toString().trim(), `exit code ${code}`]),
      );
    });
}

async function boundaries(): Promise<readonly string[]> {
  const { modules, violations } = await checkBoundaries(root);
  if (modules === 0) return ["no module was seen"];
  return violations.map(({ rule, from, to }) => `${rule}: ${from} → ${to}`);
}

/** What takes one core runs beside what uses both, or waits for the other: about as long each. */
const lanes: readonly Readonly<Record<string, Step>>[] = [
  {
    "linear patterns": checkRegexes,
    boundaries,
    "unused code": program("knip"),
    manifests: program("sherif"),
  },
  {
    "format and lint": program("biome", "ci", "--colors=off", "--error-on-warnings", "."),
    types: program("tsc", "-p", "tsconfig.json"),
    build: program("turbo", "run", "build:js", "build:types", "--continue", "--output-logs=errors-only"),
    "packed packages": checkPacked,
    "public interfaces": async () => checkApiReports(),
  },
];

const seconds = (sinceMs: number): string => `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;

/** Runs one step; says how it went, and resolves to whether it passed. */
async function run(name: string, step: Step): Promise<boolean> {
  const startMs = performance.now();
  const problems = await step().catch((error: unknown) => [String(error)]);
  console.log(`${problems.length === 0 ? "ok    " : "FAILED"}  ${name}  ${seconds(startMs)}`);
  for (const problem of problems) console.log(problem.replace(/^/gm, "        "));
  return problems.length === 0;
}

async function runLane(steps: Readonly<Record<string, Step>>): Promise<readonly boolean[]> {
  const results: boolean[] = [];
  for (const [name, step] of Object.entries(steps)) results.push(await run(name, step));
  return results;
}

const startMs = performance.now();
const results = (await Promise.all(lanes.map(runLane))).flat();
const failed = results.filter((passed) => !passed).length;
console.log(`${results.length} steps, ${failed} failed, ${seconds(startMs)}`);
process.exit(failed === 0 ? 0 : 1);
