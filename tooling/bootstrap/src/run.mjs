import { spawn, spawnSync } from "node:child_process";
import { constants as access, accessSync } from "node:fs";
import { constants, homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The clone. */
export const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
/** Where the clone keeps its tools and the notes of what is done; ignored by git. */
export const toolsFolder = join(root, ".toolchain");
/** The folder that holds `node` and `pnpm`, first on the PATH of everything that runs. */
export const pathFolder = join(toolsFolder, "path");

/** What a child may see of npm's settings: how to reach the registry. The rest belongs to the command the user typed. */
const keptSettings =
  /^npm_config_(registry|userconfig|globalconfig|cache|cafile|ca|strict_ssl|proxy|https_proxy|noproxy)$/i;

/** Progress, for people: standard output belongs to what runs. */
export function say(line) {
  process.stderr.write(`infershield: ${line}\n`);
}

/** Ends the run: what happened, and what to do next. */
export function fail(...lines) {
  for (const line of lines) say(line);
  process.exit(1);
}

/** What npm, pnpm and the commands run with: ours, without the settings of the npm that started us. */
export function environment() {
  const kept = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) || keptSettings.test(name));
  return { ...Object.fromEntries(kept), TURBO_TELEMETRY_DISABLED: "1" };
}

function toolEnvironment() {
  return { ...environment(), PATH: pathFolder + delimiter + (process.env.PATH || "") };
}

/** Whether files can be made in a folder; false when there is none. */
export function canWrite(folder) {
  try {
    accessSync(folder, access.W_OK | access.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Asked only when something has to be fetched or built: a finished clone needs neither. */
export function requireWritable() {
  if (!canWrite(root)) fail(`${root} is not writable`, "run this in a clone of your own");
  if (!canWrite(homedir())) {
    fail(
      `the home folder ${homedir()} does not exist or is not writable`,
      "set HOME to a folder of yours: npm and pnpm keep their caches there",
    );
  }
}

/** Runs a command that must finish before anything else goes on; its output is progress. */
export function runStep(command, args, env) {
  const result = spawnSync(command, args, { cwd: root, env, stdio: ["ignore", 2, 2] });
  if (result.error) fail(`${command} could not be started: ${result.error.message}`);
  if (result.signal) process.exit(128 + constants.signals[result.signal]);
  return result.status === 0;
}

/** Runs pnpm, or ends the run. */
export function runToolStep(what, args) {
  say(`${what} …`);
  if (!runStep("pnpm", args, toolEnvironment())) fail(`${what} failed: the reason stands above`);
}

/** Hands the terminal over to a command, and resolves to its exit code. */
export function runToEnd(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env: toolEnvironment(), stdio: "inherit" });
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
      process.on(signal, () => {
        // A terminal tells the whole process group of Ctrl-C: the child has heard of it.
        if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
      });
    }
    // npm dies of a SIGTERM without a word to its children: a new parent is the only sign of it.
    const parent = process.ppid;
    const watch = setInterval(() => process.ppid !== parent && child.kill("SIGTERM"), 500);
    child.on("error", (error) => fail(`${command} could not be started: ${error.message}`));
    child.on("exit", (code, signal) => {
      clearInterval(watch);
      resolve(signal ? 128 + constants.signals[signal] : code);
    });
  });
}
