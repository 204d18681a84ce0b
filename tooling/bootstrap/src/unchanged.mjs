import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathFolder, requireWritable, root, toolsFolder } from "./run.mjs";

const rooms = ["apps", "packages", "tooling"];

function filesUnder(base, folder) {
  if (!existsSync(join(base, folder))) return [];
  return readdirSync(join(base, folder), { withFileTypes: true }).flatMap((entry) => {
    if (["node_modules", "dist", ".turbo"].includes(entry.name)) return [];
    const name = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesUnder(base, name) : [name];
  });
}

/** The files that decide what is installed, relative to `base`. */
export function manifests(base) {
  const packages = rooms.flatMap((room) => filesUnder(base, room)).filter((name) => name.endsWith("/package.json"));
  return ["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", ...packages].sort();
}

/** The files that decide what the build gives, relative to `base`. */
export function buildInputs(base) {
  const sources = rooms
    .flatMap((room) => filesUnder(base, room))
    .filter((name) => !name.endsWith(".test.ts") && /\/src\/|\/tsconfig[^/]*\.json$/.test(name));
  return [...manifests(base), ...sources, "tsconfig.base.json", "tsconfig.build.json", "turbo.json"].sort();
}

/** One digest of names and contents. */
export function digest(base, names) {
  const hash = createHash("sha256");
  for (const name of names) {
    const content = readFileSync(join(base, name));
    hash.update(`${name}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

/** Runs a step, unless the named files and the Node it ran with are those of its last success. */
export function unlessUnchanged(step, names, act) {
  const note = join(toolsFolder, step);
  const now = `${realpathSync(join(pathFolder, "node"))} ${digest(root, names)}`;
  if (existsSync(note) && readFileSync(note, "utf8") === now && existsSync(join(root, "node_modules"))) return;
  requireWritable();
  act();
  writeFileSync(note, now);
}
