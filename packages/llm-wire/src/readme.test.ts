import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import * as wire from "./index.ts";

const readme = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");

it("the example of the README prints what its comments say", () => {
  const example = readme.match(/```ts\n(.*?)```/s)?.[1] ?? "";
  const [, imports = "", code = ""] = example.match(/^import \{(.*?)\}.*?;\n(.*)$/s) ?? [];
  const names = imports.split(",").map((name) => name.trim());
  const printed: string[] = [];
  const run = new Function("console", "wire", `const { ${names.join(", ")} } = wire;\n${code}`);
  run({ log: (line: string) => printed.push(line) }, wire);
  const comments = example.split("\n").filter((line) => /^\/\/ (\{|data:)/.test(line));
  expect(printed).toEqual(comments.map((line) => line.slice(3)));
  expect(printed).toHaveLength(4);
});

it("the README names every export", () => {
  for (const name of Object.keys(wire)) expect(readme).toContain(`\`${name}`);
});
