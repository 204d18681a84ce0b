import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type PublicPackage, publicPackages } from "./repository.ts";

const relativeImports = /\bfrom "(\.[^"]{1,200})"|\bimport\("(\.[^"]{1,200})"\)/g;

/** The declaration files that can be reached from the given ones. All names are absolute. */
function reachable(entries: readonly string[]): readonly string[] {
  const reached = new Set<string>();
  const follow = (file: string): void => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const [, name, inline] of readFileSync(file, "utf8").matchAll(relativeImports)) {
      follow(join(dirname(file), (name ?? inline ?? "").replace(/\.ts$/, ".d.ts")));
    }
  };
  for (const entry of entries) follow(entry);
  return [...reached];
}

/** The public interface of a built package as one text: the declarations that its entries reach, by name. */
export function apiReport({
  name,
  folder,
  declarations,
}: Pick<PublicPackage, "name" | "folder" | "declarations">): string {
  const files = reachable(declarations.map((file) => join(folder, file))).toSorted();
  const parts = files.map(
    (file) => `// ${file.slice(join(folder, "dist/").length)}\n${readFileSync(file, "utf8").trim()}\n`,
  );
  return [`// What ${name} promises; written by \`pnpm api\`.\n`, ...parts].join("\n");
}

const reportFile = (folder: string): string => join(folder, "api.d.ts");

/** Writes `api.d.ts` of every published package. Needs a build. */
export function writeApiReports(): void {
  for (const item of publicPackages()) writeFileSync(reportFile(item.folder), apiReport(item));
}

/** Compares `api.d.ts` of every published package with what was built. */
export function checkApiReports(): readonly string[] {
  return publicPackages().flatMap((item) => {
    const file = reportFile(item.folder);
    if (!existsSync(file)) return [`${item.name} has no api.d.ts: run \`pnpm api\``];
    if (readFileSync(file, "utf8") === apiReport(item)) return [];
    return [`${item.name} has another interface than its api.d.ts: run \`pnpm api\` and add a changeset`];
  });
}
