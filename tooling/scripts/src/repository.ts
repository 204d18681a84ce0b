import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The clone. */
export const root: string = join(import.meta.dirname, "../../..");

/** A package that is published. */
export interface PublicPackage {
  readonly name: string;
  readonly version: string;
  /** Absolute. */
  readonly folder: string;
  /** The declarations its entries lead to, relative to the folder. */
  readonly declarations: readonly string[];
}

function readPackage(folder: string): PublicPackage {
  const { name, version, publishConfig } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const entries: readonly { readonly types: string }[] = Object.values(publishConfig.exports);
  return { name, version, folder, declarations: entries.map((entry) => entry.types) };
}

/** All published packages, in the order of their folders. */
export function publicPackages(): readonly PublicPackage[] {
  return ["packages", "apps"].flatMap((ring) =>
    readdirSync(join(root, ring)).map((name) => readPackage(join(root, ring, name))),
  );
}

/** What ships: every `.ts` under `src` of a published package that is no test; relative to the clone. */
export function shippedSources(): readonly string[] {
  return publicPackages().flatMap(({ folder }) =>
    readdirSync(join(folder, "src"), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
      .map((name) => join(folder, "src", name).slice(root.length + 1)),
  );
}
