import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { policySchema } from "./index.ts";

test("the published schema is the one of the package", () => {
  const path = join(import.meta.dirname, "../../../docs/policy.schema.json");
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual(JSON.parse(JSON.stringify(policySchema)));
});
