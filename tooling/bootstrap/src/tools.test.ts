import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./run.mjs";
import { nodeFits } from "./tools.mjs";

test("the Nodes that are used where they are found are those of engines in package.json", () => {
  const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  expect(engines.node).toBe("^22.19.0 || ^24.11.0 || >=26.0.0");
  expect(
    ["22.19.0", "22.23.2", "24.11.0", "24.21.0", "26.0.0", "27.1.0"].filter((version) => !nodeFits(version)),
  ).toEqual([]);
  expect(["16.20.2", "20.20.2", "22.18.9", "23.11.0", "24.10.9", "25.9.0"].filter(nodeFits)).toEqual([]);
});
