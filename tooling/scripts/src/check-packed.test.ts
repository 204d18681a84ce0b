import { expect, test } from "vitest";
import { misplacedFiles } from "./check-packed.ts";

const complete = ["LICENSE", "README.md", "package.json", "dist/index.js", "dist/index.d.ts"].map(
  (name) => `/a/${name}`,
);

test("a tarball of the needed files and nothing else passes", () => {
  expect(misplacedFiles(complete, '{"dependencies":{"b":"0.1.0"}}')).toEqual([]);
});

test("tests and sources in a tarball are named, and so is what is missing", () => {
  const files = [...complete.slice(1), "/a/src/index.ts", "/a/dist/index.test.d.ts"];
  expect(misplacedFiles(files, "{}")).toEqual([
    "/a/src/index.ts is packed",
    "/a/dist/index.test.d.ts is packed",
    "LICENSE is not packed",
  ]);
});

test("what the scripts of the clone say is of no account", () => {
  const manifest =
    '{"scripts":{"build":"node --conditions=@infershield/source x.ts"},"exports":{".":"./dist/index.js"}}';
  expect(misplacedFiles(complete, manifest)).toEqual([]);
  expect(misplacedFiles(complete, manifest.replace("./dist", "@infershield/source"))).toHaveLength(1);
});

test("a manifest that only works in the clone is named", () => {
  expect(misplacedFiles(complete, '{"dependencies":{"b":"workspace:*"}}')).toEqual(["package.json says workspace:"]);
});
