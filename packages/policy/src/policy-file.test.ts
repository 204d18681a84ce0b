import { describe, expect, test } from "vitest";
import {
  builtInPolicy,
  layeredPolicy,
  PolicyError,
  parsePolicy,
  parsePolicyCases,
  policyDocument,
  policySchema,
  runPolicyCases,
  simulatePolicy,
} from "./index.ts";

const document = {
  version: 1,
  level: "org",
  name: "acme",
  riskThreshold: 70,
  unscannable: "block",
  rules: [
    {
      name: "no customer data to foreign providers",
      when: {
        side: "request",
        category: "personal_data",
        role: ["user", "tool_result"],
        severity: ["high"],
        rule: "personal_data.*",
        minScore: 10,
        provider: ["openai"],
        model: "gpt-*",
        tool: "Read",
        hours: { from: "09:00", to: "17:00", days: "mon", timeZone: "Europe/Berlin" },
      },
      except: { rule: "personal_data.email" },
      action: "redact",
      replacement: "notice",
    },
  ],
};

function problem(changed: unknown): string {
  try {
    parsePolicy(changed);
  } catch (error) {
    if (error instanceof PolicyError && error.code === "INVALID_POLICY") return error.message;
  }
  return "accepted";
}

describe("a policy document", () => {
  test("with every key is read, and one value stands for a list of one", () => {
    const layer = parsePolicy(document);
    expect(layer).toMatchObject({ level: "org", name: "acme", riskThreshold: 70, unscannable: "block" });
    expect(layer.rules[0]).toMatchObject({
      when: { category: ["personal_data"], model: ["gpt-*"], hours: { days: ["mon"] } },
      except: [{ rule: ["personal_data.email"] }],
    });
    expect(layer).not.toHaveProperty("version");
  });

  test("made from a layer gives the layer again", () => {
    const layer = parsePolicy(document);
    expect(parsePolicy(JSON.parse(JSON.stringify(policyDocument(layer))))).toEqual(layer);
  });

  test("may have no rules at all", () => {
    expect(parsePolicy({ version: 1, level: "team", name: "t" }).rules).toEqual([]);
  });

  test.each([
    [null, "the document"],
    [[], "the document"],
    [{ ...document, version: 2 }, "version"],
    [{ ...document, level: "global" }, "level"],
    [{ level: "org", name: "x" }, "version is missing"],
    [{ ...document, riskTreshold: 50 }, "riskTreshold is not a known key"],
    [{ ...document, riskThreshold: 101 }, "riskThreshold"],
    [{ ...document, rules: {} }, "rules"],
    [
      { ...document, rules: [{ name: "x", when: { categories: "secret" }, action: "log" }] },
      "rules[0].when.categories",
    ],
    [{ ...document, rules: [{ name: "x", when: { category: [] }, action: "log" }] }, "rules[0].when.category"],
    [{ ...document, rules: [{ name: "x", when: {}, action: "deny" }] }, "rules[0].action"],
    [{ ...document, rules: [{ name: "x", when: {} }] }, "rules[0].action is missing"],
    [
      {
        ...document,
        rules: [{ name: "x", when: { hours: { from: "25:00", to: "1:00", timeZone: "Mars/Base" } }, action: "log" }],
      },
      "timeZone",
    ],
    [JSON.parse('{"version":1,"level":"org","name":"x","__proto__":{"rules":[]}}'), "__proto__ is not a known key"],
    [{ ...document, constructor: 1 }, "constructor is not a known key"],
  ])("that is wrong is refused, naming the place: case %#", (changed, place) => {
    expect(problem(changed)).toContain(place);
  });

  test("never repeats a value or an odd key in the message", () => {
    expect(problem({ ...document, name: 7, "sk-secret value": 1, level: "sk-secret" })).not.toContain("sk-secret");
  });

  test("has a schema that names the same keys", () => {
    const schema = JSON.parse(JSON.stringify(policySchema));
    expect(Object.keys(schema.properties).sort()).toEqual(Object.keys(document).sort());
    const [rule] = document.rules;
    expect(Object.keys(schema.properties.rules.items.properties).sort()).toEqual(Object.keys(rule ?? {}).sort());
    const { when } = schema.properties.rules.items.properties;
    expect(Object.keys(when.properties).sort()).toEqual(Object.keys(rule?.when ?? {}).sort());
  });
});

describe("simulation", () => {
  const recorded = [
    { requestId: "a", score: 20, action: "allow", role: "user" },
    { requestId: "b", score: 90, action: "block", role: "user" },
    { requestId: "c", score: 90, action: "block", role: undefined },
  ].map(({ requestId, score, action, role }) => ({
    requestId,
    userId: "alex",
    side: "request" as const,
    action: action as "allow" | "block",
    findings: [
      {
        rule: "prompt_injection.x",
        category: "prompt_injection" as const,
        score,
        severity: "high" as const,
        ...(role && { role: "user" as const }),
      },
    ],
    context: {},
  }));

  test("tells which recorded requests a policy would treat otherwise, and which it cannot tell", async () => {
    const lax = layeredPolicy([parsePolicy({ version: 1, level: "org", name: "lax", riskThreshold: 95 })]);
    expect(await simulatePolicy(recorded, () => lax)).toEqual({
      decisions: 2,
      changes: { "block\u2192allow": 1 },
      examples: [{ requestId: "b", userId: "alex", before: "block", after: "allow", rules: ["prompt_injection.x"] }],
      undecidable: 1,
    });
    expect((await simulatePolicy(recorded, () => builtInPolicy())).changes).toEqual({});
  });
});

describe("cases", () => {
  test("tell which expectations a policy meets", () => {
    const cases = parsePolicyCases([
      { name: "secrets are redacted", category: "secret", expect: "redact" },
      { name: "tool results are left alone", category: "personal_data", role: "tool_result", expect: "redact" },
    ]);
    expect(runPolicyCases(builtInPolicy(), cases).map(({ ok, actual }) => [ok, actual])).toEqual([
      [true, "redact"],
      [false, "log"],
    ]);
    expect(() => parsePolicyCases([{ name: "x" }])).toThrow(expect.objectContaining({ code: "INVALID_POLICY" }));
  });
});
