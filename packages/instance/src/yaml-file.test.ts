import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { formatYamlDocuments, readYamlDocuments } from "./yaml-file.ts";

test("documents are read again as they were written, and no character of them is hidden", async () => {
  const folder = await mkdtemp(join(tmpdir(), "infershield-yaml-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const hostile = `a\u001b[2Jb\r\u009b2K\u202e\u{e0001}\u2028\tc\nd ${"long ".repeat(40)}\u0000`;
  const documents = [{ name: hostile, [hostile]: ["plain", hostile, 7] }, { name: "two\nlines" }];
  const text = await formatYamlDocuments(documents);
  expect(text.replaceAll("\n", "")).toMatch(/^[\x20-\x7e]+$/);
  await writeFile(join(folder, "policy.yaml"), text);
  expect(await readYamlDocuments(join(folder, "policy.yaml"))).toEqual(documents);
});
