import type { DecidedFinding, PromptPart } from "@infershield/core";
import { describe, expect, test } from "vitest";
import { createThreatEngine } from "../threat-engine.ts";
import { createPlaceholders } from "./placeholders.ts";
import { planEdits } from "./plan-edits.ts";
import { spreadRedactions } from "./spread-redactions.ts";

const engine = createThreatEngine();
const password = "Winter2031x";

function part(path: string, text: string, role: PromptPart["role"] = "tool_result"): PromptPart {
  return { role, path, text };
}

function decide(parts: readonly PromptPart[], action: DecidedFinding["action"] = "redact"): readonly DecidedFinding[] {
  return engine.scanParts(parts).map((finding) => ({ finding, action, replacement: "placeholder" }));
}

/** The texts as the provider gets them. */
function sent(parts: readonly PromptPart[], decided = spreadRedactions(parts, decide(parts))): readonly string[] {
  const placeholders = createPlaceholders({ key: new Uint8Array(32).fill(1), isTaken: () => false });
  const edits = planEdits(parts, decided, placeholders);
  return parts.map(({ path, text }) =>
    edits
      .filter((edit) => edit.path === path)
      .toReversed()
      .reduce((whole, { start, end, replacement }) => whole.slice(0, start) + replacement + whole.slice(end), text),
  );
}

describe("a secret that one place tells", () => {
  test("is replaced by the same placeholder wherever else it stands", () => {
    const texts = sent([
      part("/0", `DB_PASSWORD=${password}\n`),
      part("/1", `I typed ${password}, twice: ${password}.`, "user"),
      part("/2", JSON.stringify({ command: `echo ${password} > pw.txt` }), "tool_call"),
    ]);
    expect(texts.join("\n")).not.toContain(password);
    const placeholder = /IFSX_\w+_X/.exec(texts[0] ?? "")?.[0] ?? "none";
    expect(texts[1]).toBe(`I typed ${placeholder}, twice: ${placeholder}.`);
    expect(texts[2]).toContain(placeholder);
  });

  test("is not looked for inside other words", () => {
    const text = `x${password} ${password}9`;
    expect(sent([part("/0", `DB_PASSWORD=${password}\n`), part("/1", text)])[1]).toBe(text);
  });

  test("stays where something else was decided about that place", () => {
    const parts = [part("/0", `DB_PASSWORD=${password}\n`), part("/1", `password: ${password}\n`)];
    const decided = decide(parts).map(
      (one): DecidedFinding => (one.finding.path === "/1" ? { ...one, action: "log" } : one),
    );
    expect(sent(parts, spreadRedactions(parts, decided))[1]).toContain(password);
  });

  test("that stands in a text a hundred thousand times is replaced as often, in one pass", () => {
    const text = `password: ${password}\n`.repeat(100_000);
    const parts = [part("/0", text)];
    const places = (list: readonly DecidedFinding[]): number => list.length;
    const told = decide([part("/0", `password: ${password}\n`)]);
    expect(places(spreadRedactions(parts, told))).toBe(100_000);
    expect(places(spreadRedactions(parts, spreadRedactions(parts, told)))).toBe(100_000);
  });

  test("changes nothing where nothing is replaced", () => {
    const parts = [part("/0", `DB_PASSWORD=${password}\n`), part("/1", password)];
    const decided = decide(parts, "log");
    expect(spreadRedactions(parts, decided)).toBe(decided);
  });
});
