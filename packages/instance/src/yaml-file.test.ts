import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { ConfigError } from "./config-error.ts";
import { formatYamlDocuments, readYamlDocuments, readYamlFile } from "./yaml-file.ts";

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

test("a file that is no YAML is refused with the line, and one whose aliases lead nowhere or grow without end, too", async () => {
  const folder = await mkdtemp(join(tmpdir(), "infershield-yaml-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "policy.yaml");
  const levels = [..."bcdefgh"].map((name, index) => `${name}: [${Array(9).fill(`*${"abcdefg"[index]}`).join(", ")}]`);
  const growing = levels.map((level) => level.replace(": ", `: &${level[0]} `)).join("\n");
  const files = [
    ["version: 1\n\trules: [", "(line 2)"],
    ["version: *nothing", "aliases"],
    [`a: &a [1]\n${growing}`, "aliases"],
  ] as const;
  for (const [text, said] of files) {
    await writeFile(path, text);
    for (const read of [readYamlDocuments, readYamlFile]) {
      const failure = await read(path).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(ConfigError);
      expect(failure).toMatchObject({ code: "INVALID_CONFIG", message: expect.stringContaining(said) });
    }
  }
});
