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

function rulesOf(count: number): unknown {
  return Array.from({ length: count }, () => ({ name: "x", when: {}, action: "log" }));
}

/** The document with another value at one place, such as `rules[0].when.rule`. */
function withValue(place: string, value: unknown): unknown {
  const [key = "", ...inner] = place.replace("[0]", ".0").split(".");
  const changed = (at: unknown, path: readonly string[]): unknown => {
    const [first, ...rest] = path;
    if (first === undefined) return value;
    if (Array.isArray(at)) return at.with(Number(first), changed(at[Number(first)], rest));
    const members: Readonly<Record<string, unknown>> = { ...(typeof at === "object" && at) };
    return { ...members, [first]: changed(members[first], rest) };
  };
  return changed(document, [key, ...inner]);
}

/** The place that a refusal names first. */
function placeOf(message: string): string {
  return /^The policy is not valid: (\S+)/.exec(message)?.[1] ?? message;
}

/** The place itself or one inside it. */
function within(place: string): RegExp {
  return new RegExp(`^${place.replace(/[[\].]/g, "\\$&")}(?:$|[.[])`);
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

  test.each([
    ["name", ["a", "x".repeat(200)], ["", "x".repeat(201), 7, null]],
    ["riskThreshold", [0, 100, 12.5], [-1, 101, "70", null]],
    ["rules", [rulesOf(1000)], [rulesOf(1001), null]],
    ["rules[0].when.rule", ["a", ["a"]], [[], 1]],
    [
      "rules[0].when.hours.from",
      ["00:00", "19:59", "23:59"],
      ["24:00", "9:00", "09:60", "09:00:00", " 09:00", ["09:00"]],
    ],
    ["rules[0].when.hours.timeZone", ["UTC", "Asia/Kathmandu"], ["Mars/Base", "", ["UTC"]]],
    ["rules[0].when", [{}], [7, true, "a", []]],
    [
      "rules[0].when.hours",
      [],
      ["09:00", null, [], { from: "09:00", to: "10:00" }, { from: "09:00", timeZone: "UTC" }],
    ],
    ["rules[0].except", [{ rule: "a" }, [{ rule: "a" }, {}]], [[], "a"]],
  ])("takes a value at the bounds of %s, and names the place of one beyond", (place, good, bad) => {
    for (const value of good) expect(problem(withValue(place, value))).toBe("accepted");
    for (const value of bad) expect(placeOf(problem(withValue(place, value)))).toMatch(within(place));
  });

  test("takes every word of each list", () => {
    const vocabulary = {
      category: ["prompt_injection", "secret", "personal_data", "exfiltration", "dangerous_tool_call", "sql_injection"],
      severity: ["low", "medium", "high", "critical"],
      role: [
        ...["system", "developer", "user", "assistant", "reasoning"],
        ...["tool_call", "tool_result", "tool_definition", "other", "text"],
      ],
    };
    const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    const hours = { from: "09:00", to: "17:00", timeZone: "UTC", days };
    const rules = ["allow", "log", "warn", "redact", "block"].flatMap((action) =>
      ["placeholder", "notice"].map((replacement) => ({
        name: `${action} with a ${replacement}`,
        when: { ...vocabulary, hours, side: replacement === "notice" ? "answer" : "request" },
        action,
        replacement,
      })),
    );
    for (const level of ["org", "team", "user"]) {
      for (const unscannable of ["allow", "block"]) {
        expect(parsePolicy({ version: 1, level, name: "all", unscannable, rules })).toMatchObject({ level, rules });
      }
    }
  });

  test("names at most ten of its problems", () => {
    const keys = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`key${index}`, 1]));
    expect(problem({ ...document, ...keys }).match(/is not a known key/g)).toHaveLength(10);
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

  test("ask for a side, a rule, a score and what a request tells, and without them for a person's worst request", () => {
    const policy = layeredPolicy([
      parsePolicy({
        version: 1,
        level: "org",
        name: "acme",
        rules: [
          { name: "a", when: { side: "answer", rule: "personal_data.iban" }, action: "block" },
          { name: "b", when: { provider: "openai", model: "gpt-5", tool: "Bash" }, action: "block" },
          { name: "c", when: { role: "user", category: "sql_injection" }, action: "block" },
        ],
      }),
    ]);
    const of = (given: object): unknown => {
      const [one] = runPolicyCases(
        policy,
        parsePolicyCases([{ name: "x", category: "personal_data", expect: "log", ...given }]),
      );
      return one?.actual;
    };
    expect(of({})).toBe("redact");
    expect(of({ side: "answer", rule: "personal_data.iban" })).toBe("block");
    expect(of({ provider: "openai", model: "gpt-5", tool: "Bash" })).toBe("block");
    expect(of({ category: "prompt_injection" })).toBe("block");
    expect(of({ category: "sql_injection", score: 0 })).toBe("block");
    expect(of({ category: "prompt_injection", score: 0 })).toBe("log");
    expect(of({ category: "prompt_injection", role: "tool_result" })).toBe("redact");
  });

  test("are refused with a value out of bounds in any of them", () => {
    const good = { name: "x", category: "secret", expect: "redact" };
    for (const wrong of [
      { name: "" },
      { category: "x" },
      { expect: "deny" },
      { score: 101 },
      { model: "" },
      { extra: 1 },
    ]) {
      expect(() => parsePolicyCases([good, { ...good, ...wrong }])).toThrow(
        expect.objectContaining({ constructor: PolicyError, code: "INVALID_POLICY" }),
      );
    }
    expect(() => parsePolicyCases(good)).toThrow(expect.objectContaining({ code: "INVALID_POLICY" }));
  });
});
