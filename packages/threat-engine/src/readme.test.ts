import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as engine from "./index.ts";

const readme = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");

test("the README's example prints what its comments say", async () => {
  const example = /```ts\n(.*?)```/s.exec(readme)?.[1] ?? "";
  const [, names = "", code = ""] = /^import \{(.*?)\}.*?;\n(.*)$/s.exec(example) ?? [];
  const printed: string[] = [];
  const body = `const {${names}} = exported;\nreturn (async () => {${stripTypeScriptTypes(code)}})();`;
  await new Function("exported", "console", body)(engine, { log: (line: string) => printed.push(line) });
  expect(printed).toEqual([...example.matchAll(/^\/\/ (.*)$/gm)].map(([, line]) => line));
  expect(printed).toHaveLength(2);
});

test("the README names every export", () => {
  for (const name of Object.keys(engine)) expect(readme).toContain(`\`${name}`);
});
