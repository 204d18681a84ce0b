import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { shownCommands, whatIsWrong } from "./documented-commands.ts";
import { root } from "./repository.ts";

const pages = globSync(["*.md", "docs/**/*.md", "{packages,apps}/*/README.md", "deploy/**/*.{yaml,service}"], {
  cwd: root,
});

test("every command that a page shows is one that the command line takes, with those flags", () => {
  const shown = pages.flatMap((page) => shownCommands(page, readFileSync(join(root, page), "utf8")));
  expect(shown.length).toBeGreaterThan(60);
  const wrong = shown.map(({ page, line }) => ({ page, line, wrong: whatIsWrong(line) }));
  expect(wrong.filter((each) => each.wrong !== undefined)).toEqual([]);
});

test("a command, a flag or an argument that there is not is seen", () => {
  expect(whatIsWrong("infershield auth lgoin")).toBe("there is no such command");
  expect(whatIsWrong("infershield auth login --nobrowser openai")).toBe("there is no flag --nobrowser");
  expect(whatIsWrong("infershield audit tail one two")).toBe("it takes 0 arguments");
  expect(whatIsWrong("infershield audit export --format csv")).toBeUndefined();
});
