import { globSync, statSync } from "node:fs";
import { join } from "node:path";
import { dependencyReasons } from "./dependency-reasons.ts";
import { root } from "./repository.ts";
import { type Component, fullName, type Sbom } from "./sbom.ts";

const isOurs = (component: Component): boolean => component.group === "@infershield";

/** Everything that a component brings, itself included, by its references. */
function closure({ dependencies }: Sbom, start: string): ReadonlySet<string> {
  const below = new Map(dependencies.map(({ ref, dependsOn = [] }) => [ref, dependsOn]));
  const seen = new Set<string>();
  const open = [start];
  for (let ref = open.pop(); ref !== undefined; ref = open.pop()) {
    if (seen.has(ref)) continue;
    seen.add(ref);
    open.push(...(below.get(ref) ?? []));
  }
  return seen;
}

/** Size on disk of an installed package, in bytes; 0 for one of another platform. */
function sizeOf(component: Component): number {
  const folder = `${fullName(component).replace("/", "+")}@${component.version}*/node_modules/${fullName(component)}`;
  const [installed] = globSync(folder, { cwd: join(root, "node_modules/.pnpm") });
  if (installed === undefined) return 0;
  const at = join(root, "node_modules/.pnpm", installed);
  return globSync("**/*", { cwd: at }).reduce((sum, name) => {
    const stats = statSync(join(at, name));
    return sum + (stats.isFile() ? stats.size : 0);
  }, 0);
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
const licenceOf = ({ licenses = [] }: Component): string =>
  licenses.map(({ license, expression }) => expression ?? license?.id ?? "?").join(", ") || "?";
const maintainerOf = ({ authors = [] }: Component): string =>
  (authors[0]?.name ?? "").replace(/\s*[<(].*$/, "") || "its contributors";

/** One dependency that a package of ours names. */
interface Chosen {
  readonly component: Component;
  readonly sbom: Sbom;
  readonly users: readonly string[];
}

function chosenIn(sboms: readonly Sbom[]): readonly Chosen[] {
  const chosen = new Map<string, Chosen>();
  for (const sbom of sboms) {
    const own = sbom.metadata.component;
    const direct = new Set(sbom.dependencies.find(({ ref }) => ref === own["bom-ref"])?.dependsOn);
    for (const component of sbom.components) {
      if (!direct.has(component["bom-ref"]) || isOurs(component)) continue;
      const name = fullName(component);
      chosen.set(name, { component, sbom, users: [...(chosen.get(name)?.users ?? []), own.name] });
    }
  }
  return [...chosen.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
}

function chosenRow({ component, sbom, users }: Chosen): string {
  const name = fullName(component);
  const brought = closure(sbom, component["bom-ref"]);
  const size = sbom.components
    .filter((part) => brought.has(part["bom-ref"]))
    .reduce((sum, part) => sum + sizeOf(part), 0);
  const who = `${maintainerOf(component)}, ${licenceOf(component)}`;
  const cells = [
    `\`${name}\` ${component.version}`,
    users.join(", "),
    dependencyReasons[name] ?? "",
    who,
    String(brought.size - 1),
    megabytes(size),
  ];
  return `| ${cells.join(" | ")} |`;
}

function packageRow({ metadata, components }: Sbom): string {
  const foreign = components.filter((component) => !isOurs(component));
  const size = foreign.reduce((sum, component) => sum + sizeOf(component), 0);
  return `| \`${fullName(metadata.component)}\` | ${components.length - foreign.length} | ${foreign.length} | ${megabytes(size)} |`;
}

/**
 * The text of docs/dependencies.md.
 *
 * @throws Error naming a dependency without a reason, or a reason without a dependency
 */
export function dependencyPage(sboms: readonly Sbom[]): string {
  const chosen = chosenIn(sboms);
  const names = chosen.map(({ component }) => fullName(component));
  const unexplained = names.filter((name) => dependencyReasons[name] === undefined);
  const gone = Object.keys(dependencyReasons).filter((name) => !names.includes(name));
  if (unexplained.length + gone.length > 0) {
    throw new Error(`Say in dependency-reasons.ts why: ${unexplained.join(", ")}; take out: ${gone.join(", ")}`);
  }
  return `# Dependencies

Written by \`pnpm dependencies\`. A holder of credentials is attacked through what it installs, so each dependency is chosen: maintained, with few packages
of its own, without an install script (pnpm refuses one that nobody approved), at an exact version that the lockfile holds. A release
publishes a CycloneDX bill of materials for each package (\`pnpm sbom:write\`).

## What we chose

"Brings" counts the packages that come with it; sizes are unpacked, with those.

| package | used by | why | who, licence | brings | size |
|---|---|---|---|---|---|
${chosen.map(chosenRow).join("\n")}

## What each of our packages installs

| package | of ours | of others | size of the others |
|---|---|---|---|
${sboms.map(packageRow).join("\n")}
`;
}
