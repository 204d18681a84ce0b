import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as policy from "./index.ts";

const readme = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");

test("the example of the README prints what its comment says", () => {
  const example = /```ts\n(.*?)```/s.exec(readme)?.[1] ?? "";
  const [, names = "", code = ""] = /^import \{(.*?)\}.*?;\n(.*)$/s.exec(example) ?? [];
  const printed: unknown[][] = [];
  const run = new Function("exported", "console", `const {${names}} = exported;\n${code}`);
  run(policy, { log: (...values: unknown[]) => printed.push(values) });
  expect(`// ${printed[0]?.join(" ")}`).toBe(/^\/\/ .*$/m.exec(code)?.[0]);
});

test("the README names every export", () => {
  for (const name of Object.keys(policy)) expect(readme).toContain(`\`${name}`);
});
