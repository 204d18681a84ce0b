import { execFileSync } from "node:child_process";
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { root } from "./repository.ts";

const manifests = globSync(["package.json", "{packages,apps,tooling}/*/package.json"], { cwd: root });

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly publishConfig?: Readonly<Record<string, unknown>>;
}

const readManifest = (folder: string, path: string): Manifest => JSON.parse(readFileSync(join(folder, path), "utf8"));
const published = manifests.filter((path) => readManifest(root, path).private !== true);

/** What a release is made from, in a folder of its own. */
function copyForRelease(): string {
  const folder = mkdtempSync(join(tmpdir(), "infershield-release-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const changelogs = published.map((path) => join(dirname(path), "CHANGELOG.md"));
  for (const path of [...manifests, ...changelogs, ".changeset", "pnpm-workspace.yaml", "pnpm-lock.yaml"]) {
    cpSync(join(root, path), join(folder, path), { recursive: true });
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}

const changelog = (folder: string, manifest: string): string =>
  readFileSync(join(folder, dirname(manifest), "CHANGELOG.md"), "utf8");

test("a changeset becomes one new version of all packages, and a line where it belongs", () => {
  const folder = copyForRelease();
  const { version } = readManifest(root, "apps/cli/package.json");
  writeFileSync(
    join(folder, ".changeset/one.md"),
    '---\n"@infershield/policy": minor\n---\n\nA rule may name a team.\n\nNothing has to be done.\n',
  );
  execFileSync(process.execPath, [join(root, "node_modules/@changesets/cli/bin.js"), "version"], {
    cwd: folder,
    stdio: "ignore",
  });
  const versions = new Set(published.map((path) => readManifest(folder, path).version));
  expect(versions.size).toBe(1);
  expect([...versions]).not.toContain(version);
  const [next = ""] = versions;
  const line = `## ${next}\n\n### Minor Changes\n\n- A rule may name a team.\n\n  Nothing has to be done.\n`;
  expect(changelog(folder, "packages/policy/package.json")).toContain(line);
  expect(changelog(folder, "packages/core/package.json")).toContain(`## ${next}\n\nNo changes in this release.\n`);
  expect(globSync(".changeset/*.md", { cwd: folder })).toEqual([join(".changeset", "README.md")]);
});

test("every package's changelog begins with the version that it has", () => {
  expect(published.length).toBeGreaterThan(15);
  for (const path of published) {
    const { name, version } = readManifest(root, path);
    const [title, newest] = changelog(root, path)
      .split("\n")
      .filter((line) => /^##? /.test(line));
    expect([title, newest]).toEqual([`# ${name}`, `## ${version}`]);
  }
});

test("provenance is asked for by the release's workflow alone: published elsewhere it would fail, or be told of another place", () => {
  const configured = published.filter((path) => "provenance" in (readManifest(root, path).publishConfig ?? {}));
  expect(configured).toEqual([]);
  expect(readFileSync(join(root, ".npmrc"), "utf8")).not.toMatch(/provenance/);
  const release = readFileSync(join(root, ".github/workflows/release.yml"), "utf8");
  expect(release).toMatch(/npm publish .*--provenance/);
  expect(release).toMatch(/id-token: write/);
});
