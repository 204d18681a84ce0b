import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkPackage, createPackageFromTarballData, type Package, type Problem } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { publicPackages, root } from "./repository.ts";

/** We publish ECMAScript modules only: what an old resolver or a CommonJS importer would meet is no fault. */
function concernsModules(problem: Problem): boolean {
  return !("resolutionKind" in problem) || !["node10", "node16-cjs"].includes(problem.resolutionKind);
}

/** What the names in a tarball and its manifest must not show. */
export function misplacedFiles(files: readonly string[], manifest: string): readonly string[] {
  const problems = files
    .filter((file) => /\.test\.|\/(?:src|test|testdata)\/|tsbuildinfo/.test(file))
    .map((file) => `${file} is packed`);
  for (const needed of ["LICENSE", "README.md", "dist/index.js", "dist/index.d.ts"]) {
    if (!files.some((file) => file.endsWith(`/${needed}`))) problems.push(`${needed} is not packed`);
  }
  // Scripts run in the clone only; nobody who installs the package uses them.
  const used = JSON.stringify({ ...JSON.parse(manifest), scripts: undefined });
  for (const word of ["workspace:", "catalog:", "@infershield/source"]) {
    if (used.includes(word)) problems.push(`package.json says ${word}`);
  }
  return problems;
}

async function typeProblems(content: Package): Promise<readonly string[]> {
  const result = await checkPackage(content);
  if (!result.types) return ["has no types"];
  const problems = result.problems.filter(concernsModules).map(({ kind, ...problem }) => {
    if ("fileName" in problem && "moduleSpecifier" in problem)
      return `${kind}: ${problem.fileName} imports ${problem.moduleSpecifier}`;
    return `${kind}: ${"entrypoint" in problem ? problem.entrypoint : ""}`;
  });
  return [...new Set(problems)];
}

async function checkTarball(file: string): Promise<readonly string[]> {
  const bytes = Uint8Array.from(readFileSync(file));
  const content = createPackageFromTarballData(bytes);
  const manifest = content.readFile(`/node_modules/${content.packageName}/package.json`);
  const { messages, pkg } = await publint({ pack: { tarball: bytes.buffer }, strict: true });
  const published = messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code);
  return [...published, ...misplacedFiles(content.listFiles(), manifest), ...(await typeProblems(content))];
}

/** Packs every published package as it would be published, and judges what is in the tarballs. Needs a build. */
export async function checkPacked(): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), "infershield-packed-"));
  const filters = ["--filter", "./packages/*", "--filter", "./apps/*"];
  try {
    execFileSync("pnpm", ["-r", ...filters, "pack", "--pack-destination", folder], { cwd: root, stdio: "pipe" });
    const problems: string[] = [];
    for (const { name, version } of publicPackages()) {
      const found = await checkTarball(join(folder, `${name.slice(1).replace("/", "-")}-${version}.tgz`));
      problems.push(...found.map((problem) => `${name}: ${problem}`));
    }
    return problems;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
