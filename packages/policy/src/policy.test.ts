import type { Finding } from "@infershield/core";
import { describe, expect, test } from "vitest";
import {
  builtInPolicy,
  decideFinding,
  layeredPolicy,
  PolicyError,
  type PolicyLayer,
  type PolicyLevel,
  type PolicyRule,
  type Weekday,
} from "./index.ts";

const email: Finding = {
  rule: "personal_data.email",
  category: "personal_data",
  severity: "low",
  score: 40,
  role: "user",
  path: "/messages/0/content",
  start: 0,
  end: 4,
  view: "text",
  explanation: "test",
};

function layer(level: PolicyLevel, ...rules: readonly Omit<PolicyRule, "name">[]): PolicyLayer {
  return { level, name: `${level} rules`, rules: rules.map((rule, index) => ({ name: `rule ${index}`, ...rule })) };
}

function decided(layers: readonly PolicyLayer[], finding: Finding = email, context = {}): string {
  return decideFinding(finding, layeredPolicy(layers), "request", context).action;
}

describe("layers", () => {
  test("let the organisation loosen the built-in policy", () => {
    expect(decided([layer("org", { when: { category: ["personal_data"] }, action: "log" })])).toBe("log");
  });

  test("never let a team or a user loosen it", () => {
    const loosen = { when: {}, action: "allow" } as const;
    expect(decided([layer("team", loosen)])).toBe("redact");
    expect(decided([layer("user", loosen)])).toBe("redact");
    expect(decided([layer("org", { when: {}, action: "block" }), layer("team", loosen), layer("user", loosen)])).toBe(
      "block",
    );
  });

  test("let teams and users tighten what the organisation loosened", () => {
    const org = layer("org", { when: {}, action: "allow" });
    expect(decided([org, layer("team", { when: {}, action: "redact" })])).toBe("redact");
    expect(decided([org, layer("user", { when: {}, action: "block" })])).toBe("block");
  });

  test("take the strictest of the rules that match inside one layer, in any order", () => {
    const rules = [
      { when: {}, action: "log" },
      { when: { rule: ["personal_data.*"] }, action: "block" },
    ] as const;
    expect(decided([layer("org", ...rules)])).toBe("block");
    expect(decided([layer("org", ...rules.toReversed())])).toBe("block");
  });

  test("leave alone what an exception names", () => {
    const org = layer("org", { when: {}, except: [{ rule: ["personal_data.email"] }], action: "block" });
    expect(decided([org])).toBe("redact");
    expect(decided([org], { ...email, rule: "personal_data.ssn" })).toBe("block");
  });

  test("treat a notice as stricter than a placeholder, so that a team may ask for it but not take it back", () => {
    const team = layer("team", { when: {}, action: "redact", replacement: "notice" });
    const user = layer("user", { when: {}, action: "redact", replacement: "placeholder" });
    expect(decideFinding(email, layeredPolicy([team, user]), "request").replacement).toBe("notice");
  });

  test("are refused out of order and with two organisations", () => {
    const failing = (levels: readonly PolicyLevel[]) => () => layeredPolicy(levels.map((level) => layer(level)));
    for (const levels of [
      ["team", "org"],
      ["user", "team"],
      ["org", "org"],
      ["user", "user"],
    ] as const) {
      expect(failing(levels)).toThrow(expect.objectContaining({ constructor: PolicyError, code: "LAYER_ORDER" }));
    }
    expect(failing(["org", "team", "team", "user"])).not.toThrow();
  });
});

describe("conditions", () => {
  const blocked = (when: PolicyRule["when"], context = {}): boolean =>
    decided([layer("org", { when, action: "block" })], email, context) === "block";

  test("match on provider, model and tool, and do not match where the request tells none", () => {
    expect(blocked({ provider: ["openai"] }, { provider: "openai" })).toBe(true);
    expect(blocked({ provider: ["openai"] }, { provider: "anthropic" })).toBe(false);
    expect(blocked({ provider: ["openai"] })).toBe(false);
    expect(blocked({ model: ["gpt-*"] }, { model: "gpt-5" })).toBe(true);
    expect(blocked({ model: ["gpt-*"] }, { model: "o9" })).toBe(false);
    expect(blocked({ tool: ["Bash"] }, { tool: "Bash" })).toBe(true);
  });

  test("take a name whole, and one with a star at its end by what stands before the star; one of several is enough", () => {
    const asks = (model: readonly string[]): boolean => blocked({ model }, { model: "gpt-5-mini" });
    expect(asks(["gpt-5"])).toBe(false);
    expect(asks(["gpt-4*"])).toBe(false);
    expect(asks(["o9", "gpt-5*"])).toBe(true);
    expect(asks(["*"])).toBe(true);
    expect(blocked({ model: ["*"] })).toBe(false);
  });

  test("match on side, role, severity, category and score", () => {
    expect(blocked({ side: "request", role: ["user"], severity: ["low"], minScore: 40 })).toBe(true);
    expect(blocked({ side: "answer" })).toBe(false);
    expect(blocked({ role: ["tool_result"] })).toBe(false);
    expect(blocked({ severity: ["critical"] })).toBe(false);
    expect(blocked({ category: ["secret"] })).toBe(false);
    expect(blocked({ minScore: 41 })).toBe(false);
  });

  test("match on the hour by the wall clock of the named zone, across midnight and daylight saving", () => {
    const at = (iso: string, hours: PolicyRule["when"]["hours"]): boolean =>
      blocked(hours ? { hours } : {}, { now: Date.parse(iso) });
    const office = { from: "09:00", to: "17:00", days: ["mon"], timeZone: "Europe/Berlin" } as const;
    expect(at("2026-11-23T08:00:00Z", office)).toBe(true);
    expect(at("2026-11-23T07:59:00Z", office)).toBe(false);
    expect(at("2026-11-23T16:00:00Z", office)).toBe(false);
    expect(at("2026-07-06T07:00:00Z", office)).toBe(true);
    const night = { from: "22:00", to: "06:00", days: ["fri"], timeZone: "UTC" } as const;
    expect(at("2026-11-27T23:00:00Z", night)).toBe(true);
    expect(at("2026-11-28T05:59:00Z", night)).toBe(true);
    expect(at("2026-11-28T06:00:00Z", night)).toBe(false);
    expect(at("2026-11-27T05:00:00Z", night)).toBe(false);
  });

  test("match at every moment of the days named when the hours end where they begin, and on every day when none is named", () => {
    const at = (iso: string, days?: readonly Weekday[]): boolean =>
      blocked(
        { hours: { from: "09:00", to: "09:00", timeZone: "UTC", ...(days && { days }) } },
        { now: Date.parse(iso) },
      );
    const moments = ["2026-11-23T09:00:00Z", "2026-11-24T08:59:00Z", "2026-11-24T09:00:00Z", "2026-11-28T12:00:00Z"];
    expect(moments.map((moment) => at(moment, ["mon"]))).toEqual([true, true, false, false]);
    expect(moments.map((moment) => at(moment))).toEqual([true, true, true, true]);
    expect(blocked({ hours: { from: "09:00", to: "09:00", timeZone: "UTC" } })).toBe(false);
  });
});

test("a policy is known by the name of its lowest layer, and without any as the built-in one", () => {
  expect(builtInPolicy().id).toBe("built-in");
  expect(layeredPolicy([layer("org")]).id).toBe("org rules");
  expect(layeredPolicy([layer("org"), layer("team"), layer("user")]).id).toBe("user rules");
});

describe("the hash", () => {
  test("is the same for the same rules and differs for any other threshold, rule or layer", () => {
    const org = layer("org", { when: {}, action: "log" });
    const hashes = [
      builtInPolicy(),
      builtInPolicy({ riskThreshold: 81 }),
      layeredPolicy([org]),
      layeredPolicy([{ ...org, unscannable: "block" }]),
      layeredPolicy([layer("org", { when: {}, action: "warn" })]),
      layeredPolicy([org, layer("team", { when: {}, action: "log" })]),
    ].map((policy) => policy.hash);
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(builtInPolicy().hash).toBe(builtInPolicy({ riskThreshold: 80 }).hash);
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe("thresholds and unscannable content", () => {
  test("a team lowers the block line but cannot raise it; the organisation may do both", () => {
    const withLine = (level: PolicyLevel, riskThreshold: number) => ({ ...layer(level), riskThreshold });
    expect(layeredPolicy([withLine("team", 60)]).riskThreshold).toBe(60);
    expect(layeredPolicy([withLine("team", 95)]).riskThreshold).toBe(80);
    expect(layeredPolicy([withLine("org", 95)]).riskThreshold).toBe(95);
  });

  test("a lower level can forbid what no detector reads, but not allow it again", () => {
    const block = { ...layer("team"), unscannable: "block" } as const;
    expect(layeredPolicy([]).unscannable).toBe("allow");
    expect(layeredPolicy([{ ...layer("org"), unscannable: "allow" }]).unscannable).toBe("allow");
    expect(layeredPolicy([layer("org"), block]).unscannable).toBe("block");
    expect(layeredPolicy([block, { ...layer("user"), unscannable: "allow" }]).unscannable).toBe("block");
  });

  test("a threshold from 0 to 100 is taken, and any other is refused", () => {
    for (const riskThreshold of [0, 100]) expect(builtInPolicy({ riskThreshold }).riskThreshold).toBe(riskThreshold);
    for (const riskThreshold of [-1, 101, Number.NaN]) {
      expect(() => builtInPolicy({ riskThreshold })).toThrow(
        expect.objectContaining({ constructor: PolicyError, code: "INVALID_POLICY" }),
      );
    }
  });
});
