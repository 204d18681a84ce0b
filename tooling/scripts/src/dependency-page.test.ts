import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { dependencyReasons } from "./dependency-reasons.ts";
import { publicPackages, root } from "./repository.ts";

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** What published packages name and is not ours, in alphabetical order. */
function chosen(): readonly string[] {
  const names = publicPackages().flatMap(({ folder }) => {
    const manifest: Manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies });
  });
  return [...new Set(names)].filter((name) => !name.startsWith("@infershield/")).sort();
}

test("every dependency of a published package stands on docs/dependencies.md, in its version, with the reason for it", () => {
  const catalog = readFileSync(join(root, "pnpm-workspace.yaml"), "utf8");
  const versionOf = (name: string): string =>
    new RegExp(`^  "?${name}"?: (\\S+)$`, "m").exec(catalog)?.[1] ?? "no version";
  const page = readFileSync(join(root, "docs/dependencies.md"), "utf8");
  const rows = page
    .split("\n")
    .filter((line) => dependencyReasons[/^\| `([^`]+)`/.exec(line)?.[1] ?? ""] !== undefined);
  expect(rows.map((row) => row.split(" | ")[0])).toEqual(chosen().map((name) => `| \`${name}\` ${versionOf(name)}`));
});
