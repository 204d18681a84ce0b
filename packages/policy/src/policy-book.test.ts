import { beforeEach, describe, expect, test } from "vitest";
import { type PolicyBook, PolicyError, type PolicyLayer, policyBook } from "./index.ts";

const layer = (level: PolicyLayer["level"], name: string, riskThreshold: number): PolicyLayer => ({
  level,
  name,
  riskThreshold,
  rules: [],
});

const thresholdOf = (book: PolicyBook, userId: string, team?: string): number =>
  book.of({ userId, ...(team !== undefined && { team }) }).riskThreshold;

describe("a policy book", () => {
  let book: PolicyBook;
  beforeEach(() => {
    book = policyBook([
      layer("user", "mara", 20),
      layer("team", "payments", 40),
      layer("org", "acme", 60),
      layer("team", "loose", 90),
    ]);
  });

  test("gives everybody the organisation's layer, and a team's and a person's own where there is one", () => {
    expect(thresholdOf(book, "alex")).toBe(60);
    expect(thresholdOf(book, "alex", "payments")).toBe(40);
    expect(thresholdOf(book, "mara", "payments")).toBe(20);
    expect(book.of({ userId: "mara", team: "payments" }).layers.map(({ name }) => name)).toEqual([
      "acme",
      "payments",
      "mara",
    ]);
  });

  test("gives somebody without a team no team's layer, whatever a team is called", () => {
    const named = policyBook([layer("team", "undefined", 10), layer("team", "", 20)]);
    expect(thresholdOf(named, "alex")).toBe(thresholdOf(policyBook([]), "alex"));
  });

  test("never loosens anything for a lower level", () => {
    expect(thresholdOf(book, "alex", "loose")).toBe(60);
  });

  test("gives the same object for the same person, so that a request costs no hash", () => {
    expect(book.of({ userId: "mara", team: "payments" })).toBe(book.of({ userId: "mara", team: "payments" }));
    expect(book.of({ userId: "alex" })).toBe(book.of({ userId: "zoe", team: "nobody's" }));
  });

  test("remembers the policies of ten thousand people, and then begins anew", () => {
    const of = (index: number) => book.of({ userId: `user ${index}`, team: "payments" });
    const first = of(0);
    for (let index = 1; index < 10_000; index += 1) of(index);
    expect(of(0)).toBe(first);
    of(10_000);
    expect(of(0)).not.toBe(first);
    expect(of(0)).toEqual(first);
  });

  test("has a hash that does not depend on the order of the layers, and changes with each of them", () => {
    const layers = [layer("org", "acme", 60), layer("user", "mara", 20)];
    expect(policyBook(layers.toReversed()).hash).toBe(policyBook(layers).hash);
    expect(policyBook([layer("org", "acme", 60), layer("user", "mara", 21)]).hash).not.toBe(policyBook(layers).hash);
  });

  test("has the hash of the threshold it is bound with, also for layers that another book holds", () => {
    const layers: readonly PolicyLayer[] = [{ level: "user", name: "mara", rules: [] }];
    const [strict, usual] = [policyBook(layers, { riskThreshold: 10 }), policyBook(layers)];
    expect(strict.hash).not.toBe(usual.hash);
    expect(policyBook(layers, { riskThreshold: 10 }).hash).toBe(strict.hash);
  });

  test("has the hash of its threshold, whatever the same layers were bound to before", () => {
    const layers = [layer("team", "payments", 40), { level: "user", name: "mara", rules: [] } as const];
    const hashes = [70, 90, 70].map((riskThreshold) => policyBook(layers, { riskThreshold }).hash);
    expect(hashes[1]).not.toBe(hashes[0]);
    expect(hashes[2]).toBe(hashes[0]);
    const fresh = layers.map((one) => ({ ...one }));
    expect(policyBook(fresh, { riskThreshold: 90 }).hash).toBe(hashes[1]);
  });

  test.each([
    ["two of the organisation", [layer("org", "acme", 60), layer("org", "other", 60)], "DUPLICATE_LAYER"],
    ["two of one team", [layer("team", "a", 60), layer("team", "a", 50)], "DUPLICATE_LAYER"],
    ["a threshold that is none, also of one person", [layer("user", "mara", 101)], "INVALID_POLICY"],
  ])("refuses %s", (_, layers, code) => {
    expect(() => policyBook(layers)).toThrow(expect.objectContaining({ constructor: PolicyError, code }));
  });
});
