import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";

test("every test that docs/conformance.md names exists", async () => {
  const read = (path: string): Promise<string> => readFile(new URL(`../${path}`, import.meta.url), "utf8");
  const page = await read("../../docs/conformance.md");
  const cells = page
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) => line.split(" | ").at(-1) ?? "");
  const missing: string[] = [];
  let found = 0;
  for (const cell of cells) {
    let source: string | undefined;
    for (const [, file, title] of cell.matchAll(/`((?:[\w-]+\/){1,3}[\w-]+\.test\.ts)`|"([^"]+)"/g)) {
      if (file !== undefined) source = await read(/^(?:src|test)\//.test(file) ? file : `../../${file}`);
      else if (source?.includes(JSON.stringify(title).slice(1, -1))) found += 1;
      else missing.push(title ?? "");
    }
  }
  expect(missing).toEqual([]);
  expect(found).toBeGreaterThan(50);
});
