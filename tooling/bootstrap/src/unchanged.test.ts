import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { buildInputs, digest, manifests } from "./unchanged.mjs";

let base: string;

function write(name: string, content: string): void {
  mkdirSync(join(base, name, ".."), { recursive: true });
  writeFileSync(join(base, name), content);
}

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "infershield-unchanged-"));
  onTestFinished(() => rmSync(base, { recursive: true }));
  for (const name of ["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", "turbo.json"]) write(name, name);
  for (const name of ["tsconfig.base.json", "tsconfig.build.json", "packages/a/package.json"]) write(name, name);
  write("packages/a/src/one.ts", "1");
});

const digestOf = (names: readonly string[]) => digest(base, names);

test("a changed manifest means installing and building again", () => {
  const [installed, built] = [digestOf(manifests(base)), digestOf(buildInputs(base))];
  write("packages/a/package.json", "other");
  expect(digestOf(manifests(base))).not.toBe(installed);
  expect(digestOf(buildInputs(base))).not.toBe(built);
});

test("a changed, added or renamed source means building again, and not installing", () => {
  const installed = digestOf(manifests(base));
  const seen = new Set([digestOf(buildInputs(base))]);
  write("packages/a/src/one.ts", "2");
  seen.add(digestOf(buildInputs(base)));
  write("packages/a/src/deep/two.ts", "");
  seen.add(digestOf(buildInputs(base)));
  rmSync(join(base, "packages/a/src/deep/two.ts"));
  write("packages/a/src/deep/three.ts", "");
  seen.add(digestOf(buildInputs(base)));
  expect(seen.size).toBe(4);
  expect(digestOf(manifests(base))).toBe(installed);
});

test("tests, outputs and installed packages do not matter", () => {
  const before = digestOf(buildInputs(base));
  write("packages/a/src/one.test.ts", "1");
  write("packages/a/dist/package.json", "1");
  write("packages/a/node_modules/b/package.json", "1");
  expect(digestOf(buildInputs(base))).toBe(before);
});
