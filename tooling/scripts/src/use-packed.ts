import { execFileSync, spawn } from "node:child_process";
import { cpSync, globSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { root } from "./repository.ts";

// Uses @infershield/device-flow as a stranger would: packed, installed with npm in a folder outside the clone, and run against the sandbox.

const packed = ["@infershield/core", "@infershield/device-flow"] as const;
const expected = [
  /^Code: [A-Z]{4}-[A-Z]{4}$/,
  /^Signed in as alex@example\.com, token \[redacted\]$/,
  /^Refreshed: true$/,
  /^Revoked: revoked$/,
  /^Refreshed after that: INVALID_GRANT, browser flow: function$/,
];

function run(command: string, args: readonly string[], cwd: string): void {
  execFileSync(command, args, { cwd, stdio: ["ignore", "ignore", "inherit"] });
}

/** Builds and packs the packages, and installs the tarballs in a new program. */
function install(folder: string): string {
  const filters = packed.flatMap((name) => ["--filter", name]);
  run("pnpm", ["exec", "turbo", "run", "build:js", "build:types", ...filters, "--output-logs=errors-only"], root);
  run("pnpm", ["-r", ...filters, "pack", "--pack-destination", folder], root);
  const program = join(folder, "program");
  mkdirSync(program);
  writeFileSync(join(program, "package.json"), '{ "name": "program", "private": true, "type": "module" }\n');
  cpSync(join(import.meta.dirname, "../testdata/use-device-flow.mjs"), join(program, "use-device-flow.mjs"));
  const tarballs = globSync("*.tgz", { cwd: folder }).map((name) => join(folder, name));
  run("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error", ...tarballs], program);
  return program;
}

/** Runs the program against a sandbox that approves its code. */
async function use(program: string): Promise<readonly string[]> {
  const serve = join(root, "packages/device-flow/test/children/serve-sandbox.ts");
  const sandbox = spawn(process.execPath, ["--conditions=@infershield/source", serve], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines: string[] = [];
  try {
    for await (const line of createInterface({ input: sandbox.stdout })) {
      const { issuer, clientId } = JSON.parse(line);
      const child = spawn(process.execPath, ["use-device-flow.mjs", issuer, clientId], {
        cwd: program,
        stdio: ["ignore", "pipe", "inherit"],
      });
      for await (const said of createInterface({ input: child.stdout })) {
        console.log(`  ${said}`);
        lines.push(said);
        if (said.startsWith("Code: ")) sandbox.stdin.write(`${said.slice("Code: ".length)}\n`);
      }
      break;
    }
  } finally {
    sandbox.kill();
  }
  return lines;
}

const kilobytes = (bytes: number): string => `${(bytes / 1_000).toFixed(1)} kB`;

function sizeOf(folder: string): number {
  return globSync("**/*", { cwd: folder })
    .map((name) => statSync(join(folder, name)))
    .reduce((sum, stats) => sum + (stats.isFile() ? stats.size : 0), 0);
}

const folder = mkdtempSync(join(tmpdir(), "infershield-use-packed-"));
try {
  const program = install(folder);
  for (const name of globSync("*.tgz", { cwd: folder }).sort()) {
    console.log(`${name}: ${kilobytes(statSync(join(folder, name)).size)}`);
  }
  const modules = join(program, "node_modules");
  const installed = globSync("{*,@*/*}/package.json", { cwd: modules }).map((name) =>
    name.slice(0, -"/package.json".length),
  );
  const dependencies = installed.filter((name) => name !== "@infershield/device-flow").sort();
  console.log(
    `installed: ${kilobytes(sizeOf(modules))}, ${dependencies.length} dependencies: ${dependencies.join(", ")}`,
  );
  const lines = await use(program);
  const fits = lines.length === expected.length && expected.every((pattern, index) => pattern.test(lines[index] ?? ""));
  console.log(fits ? "passed" : "FAILED: the program said something else");
  if (!fits) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
