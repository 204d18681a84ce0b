import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { buildah } from "./buildah.ts";

const certificates = "/etc/ssl/certs/ca-certificates.crt";

/** A small Debian, kept in the cache: a registry of images cannot be reached here. */
function debian(cache: string): string {
  const folder = join(cache, "debian");
  if (existsSync(folder)) return folder;
  rmSync(`${folder}.unfinished`, { recursive: true, force: true });
  const release = readFileSync("/etc/os-release", "utf8");
  const suite = /^VERSION_CODENAME=(\w+)$/m.exec(release)?.[1] ?? "stable";
  const { stdout } = spawnSync("apt-get", ["indextargets", "--format", "$(REPO_URI)"], { encoding: "utf8" });
  const mirror = stdout.split("\n").find((line) => line !== "");
  const source = mirror === undefined ? [] : [mirror];
  const args = ["--variant=minbase", suite, `${folder}.unfinished`, ...source];
  execFileSync("debootstrap", args, { stdio: ["ignore", "ignore", "inherit"] });
  renameSync(`${folder}.unfinished`, folder);
  return folder;
}

/** Gives the Debian what the official Node image has: node and npm. */
function addNode(folder: string): void {
  const local = join(folder, "usr/local");
  cpSync(process.execPath, join(local, "bin/node"));
  const npm = realpathSync(execFileSync("sh", ["-c", "command -v npm"], { encoding: "utf8" }).trim());
  const modules = join(local, "lib/node_modules");
  rmSync(join(modules, "npm"), { recursive: true, force: true });
  mkdirSync(modules, { recursive: true });
  cpSync(dirname(dirname(npm)), join(modules, "npm"), { recursive: true, dereference: true });
  rmSync(join(local, "bin/npm"), { force: true });
  symlinkSync("../lib/node_modules/npm/bin/npm-cli.js", join(local, "bin/npm"));
  if (existsSync(certificates)) cpSync(certificates, join(folder, certificates));
}

/**
 * Makes an image that stands for the official Node image, and gives its name.
 *
 * @param cache - Folder where the Debian is kept
 */
export function makeBaseImage(cache: string): string {
  const folder = debian(cache);
  addNode(folder);
  const container = buildah(["from", "scratch"]);
  buildah(["copy", container, folder, "/"]);
  if (existsSync(certificates)) buildah(["config", `--env=NODE_EXTRA_CA_CERTS=${certificates}`, container]);
  const name = "localhost/infershield-test-base";
  buildah(["commit", "--rm", container, name]);
  return name;
}
