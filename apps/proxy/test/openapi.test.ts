import { expect, test } from "vitest";
import { ruleOf, rules } from "../src/served-paths.ts";
import { modelExamples, openApi, undescribed } from "./openapi.ts";

test("docs/openapi.json is what the routing tables say", async () => {
  await expect(`${JSON.stringify(openApi(), undefined, 2)}\n`).toMatchFileSnapshot("../../../docs/openapi.json");
});

test("every endpoint of the admin API is described in a sentence, and no other", () => {
  expect(undescribed()).toEqual([]);
});

test("every path of the document is served by the rule it stands for, and every rule is in the document", () => {
  const served = modelExamples().map(({ method, path, rule }) => {
    const found = ruleOf(path)?.rule;
    return { path, operation: found?.method === method ? found.operation : undefined, expected: rule.operation };
  });
  expect(served.filter(({ operation, expected }) => operation !== expected)).toEqual([]);
  expect(new Set(served.map(({ operation }) => operation))).toEqual(new Set(rules.map(({ operation }) => operation)));
});
