import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Boundaries, checkBoundaries } from "./boundaries.ts";

const rooms = [
  ...["core", "home", "envelope", "token-store", "policy", "audit", "llm-wire", "providers", "key-custody"],
  ...["instance", "sandbox", "unheard-of"],
].map((name) => `packages/${name}`);

/** Each file of a small false repository, with its text and the rules that it breaks. */
const cases: readonly (readonly [file: string, text: string, ...rules: string[]])[] = [
  ["packages/core/src/up.ts", `import "@infershield/home";`, "ring"],
  ["packages/home/src/down.ts", `import "@infershield/core";`],
  ["packages/policy/src/sideways.ts", `import "@infershield/audit";`, "ring"],
  ["packages/policy/src/types.ts", `import type { A } from "@infershield/audit"; export type B = A;`, "ring"],
  ["packages/policy/src/later.ts", `export const audit = () => import("@infershield/audit");`, "ring"],
  ["packages/token-store/src/agreed.ts", `import "@infershield/envelope";`],
  ["packages/envelope/src/agreed-backwards.ts", `import "@infershield/token-store";`, "ring"],
  ["packages/providers/src/sideways.ts", `import "@infershield/llm-wire";`, "ring"],
  ["packages/audit/src/service.ts", `import "@infershield/key-custody";`, "ring"],
  ["packages/key-custody/src/down.ts", `import "@infershield/policy"; import "@infershield/core";`],
  ["packages/instance/src/app.ts", `import "@infershield/proxy";`, "ring"],
  ["apps/proxy/src/cli.ts", `import "@infershield/cli";`, "ring"],
  ["apps/proxy/src/sandbox.ts", `import "@infershield/sandbox";`, "ring"],
  ["apps/proxy/src/sandbox.test.ts", `import "@infershield/sandbox"; import "@infershield/testkit";`],
  ["apps/proxy/test/whole.test.ts", `import "@infershield/cli";`, "ring-of-tests"],
  ["apps/cli/src/proxy.ts", `import "@infershield/proxy";`],
  ["apps/cli/src/commands/demo.ts", `export const sandbox = () => import("@infershield/sandbox");`],
  ["apps/cli/src/demo-at-once.ts", `import "@infershield/sandbox";`, "sandbox-loaded-at-once"],
  [
    "apps/cli/src/serve.ts",
    `export const s = () => import("@infershield/sandbox");`,
    "sandbox-outside-the-demonstration",
  ],
  ["packages/audit/src/fakes.ts", `import "@infershield/testkit";`, "ring"],
  ["packages/policy/src/deep.ts", `import "../../core/src/down.ts";`, "deep-path", "relative-path-out-of-the-package"],
  ["packages/core/src/down.ts", ""],
  ["packages/policy/src/relative.ts", `import "../../core/src/index.ts";`, "relative-path-out-of-the-package"],
  ["packages/policy/src/one.ts", `import "./two.ts";`, "cycle"],
  ["packages/policy/src/two.ts", `import "./one.ts";`],
  ["packages/policy/src/missing.ts", `import "./nowhere.ts";`, "not-found"],
  ["packages/policy/src/uses-test.ts", `import "./some.test.ts";`, "test-code-in-a-package"],
  ["packages/policy/src/some.test.ts", `import "./testing.ts";`],
  ["packages/policy/src/testing.ts", `import "./describe-policy.ts";`],
  ["packages/policy/src/describe-policy.ts", ""],
  ["packages/policy/src/uses-suite.ts", `import "./testing.ts";`, "test-code-in-a-package"],
  ["apps/cli/src/describe-failure.ts", ""],
  ["apps/cli/src/base.ts", `import "./describe-failure.ts";`],
  ["packages/unheard-of/src/index.ts", `import "@infershield/core";`, "unknown-room"],
];

let base: string;
let found: Boundaries;

function write(name: string, text: string): void {
  mkdirSync(dirname(join(base, name)), { recursive: true });
  writeFileSync(join(base, name), text);
}

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), "infershield-boundaries-"));
  mkdirSync(join(base, "node_modules/@infershield"), { recursive: true });
  for (const folder of [...rooms, "apps/proxy", "apps/cli", "tooling/testkit"]) {
    const name = `@infershield/${folder.slice(folder.indexOf("/") + 1)}`;
    write(`${folder}/package.json`, JSON.stringify({ name, type: "module", exports: "./src/index.ts" }));
    write(`${folder}/src/index.ts`, "export {};");
    symlinkSync(join(base, folder), join(base, "node_modules", name));
  }
  for (const [file, text] of cases) write(file, text);
  found = await checkBoundaries(base);
});

afterAll(() => rmSync(base, { recursive: true }));

test.each(cases)("%s is judged by the imports it has", (file, _text, ...rules) => {
  const broken = found.violations.filter((violation) => violation.from === file).map((violation) => violation.rule);
  expect(broken.toSorted()).toEqual(rules.toSorted());
});

test("every module is seen", () => {
  expect(found.modules).toBeGreaterThanOrEqual(cases.length);
});
