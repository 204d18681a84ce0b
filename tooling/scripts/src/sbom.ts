import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { publicPackages, root } from "./repository.ts";

/** The fields we read of a CycloneDX 1.7 component. */
export interface Component {
  readonly "bom-ref": string;
  readonly name: string;
  readonly group?: string;
  readonly version: string;
  readonly authors?: readonly { readonly name: string }[];
  readonly licenses?: readonly { readonly license?: { readonly id?: string }; readonly expression?: string }[];
}

/** A bill of materials: what one of our packages installs, and which part asks for which. */
export interface Sbom {
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

/** `@scope/name` or `name`. */
export const fullName = ({ group, name }: Component): string => (group === undefined ? name : `${group}/${name}`);

/**
 * Writes a CycloneDX bill of materials for each published package, by the lockfile.
 *
 * @param folder - Where to; a file `infershield-NAME.cdx.json` each
 */
export function writeSboms(folder: string): readonly Sbom[] {
  mkdirSync(folder, { recursive: true });
  const names = publicPackages().map(({ name }) => name);
  const filters = names.flatMap((name) => ["--filter", name]);
  const shape = ["--sbom-format", "cyclonedx", "--sbom-type", "application", "--prod", "--exclude-peers", "--split"];
  const out = join(folder, "%s.cdx.json");
  execFileSync("pnpm", [...filters, "sbom", ...shape, "--out", out], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
  return names.map((name) => {
    const file = `${name.slice(1).replace("/", "-")}.cdx.json`;
    return JSON.parse(readFileSync(join(folder, file), "utf8"));
  });
}
