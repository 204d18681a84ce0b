import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./repository.ts";

const pages = globSync(["*.md", "docs/**/*.md", "{packages,apps,tooling}/*/README.md"], { cwd: root });

/** Links of a page to other files of the repository, without their anchors. */
function localLinks(page: string): readonly string[] {
  const text = readFileSync(join(root, page), "utf8").replace(/```[\s\S]*?```/g, "");
  return [...text.matchAll(/\]\((?!https?:|mailto:|#)([^)\s#]+)/g)].map(([, target = ""]) => target);
}

test.each(pages)("%s links to files that exist", (page) => {
  const missing = localLinks(page).filter((target) => !existsSync(join(root, dirname(page), target)));
  expect(missing).toEqual([]);
});

test("the pages of the project are looked at", () => {
  expect(pages).toContain("README.md");
  expect(pages.flatMap(localLinks).length).toBeGreaterThan(10);
});
