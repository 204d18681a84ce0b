import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./repository.ts";

const pages = globSync(["*.md", "docs/**/*.md", "{packages,apps,tooling}/*/README.md"], { cwd: root });
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** Words after `pnpm` or `npm` that are commands of these programs, or of a package that the root depends on. */
const programs: ReadonlySet<string> = new Set(["install", "exec", "changeset"]);
const longTests: Readonly<Record<string, string>> = { "test:torture": "torture", bench: "bench" };

/** Every `pnpm …` and `npm …` that a page shows, without what stands in a word's place. */
const shown = pages.flatMap((page) =>
  [...readFileSync(join(root, page), "utf8").matchAll(/(?:^|`)p?npm ([a-z:]+)((?: [\w./-]+)*)/gm)].map(
    ([, script = "", rest = ""]) => ({ page, script, words: rest.trim().split(" ") }),
  ),
);

test("every script that a page names is one of package.json", () => {
  expect(shown.length).toBeGreaterThan(40);
  const unknown = shown.filter(({ script }) => !programs.has(script) && !(script in scripts));
  expect(unknown).toEqual([]);
});

test("every long test and benchmark that a page names has a file", () => {
  const named = shown.flatMap(({ page, script, words }) => {
    const kind = longTests[script];
    const [name = ""] = words;
    return kind === undefined || name === "" ? [] : [{ page, kind, name }];
  });
  expect(named.length).toBeGreaterThan(5);
  const files = globSync(["{packages,apps,tooling}/*/{src,test}/**/*.{torture,bench}.ts"], { cwd: root });
  const absent = named.filter(
    ({ kind, name }) => !files.some((file) => file.endsWith(`.${kind}.ts`) && file.includes(name)),
  );
  expect(absent).toEqual([]);
});
