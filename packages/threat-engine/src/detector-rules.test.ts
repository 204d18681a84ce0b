import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Finding, PromptPart, PromptRole } from "@infershield/core";
import { describe, expect, test } from "vitest";
import { createAnswerScanner } from "./answer/answer-scanner.ts";
import { type ConversationTurn, createConversationWatch } from "./conversation/conversation-watch.ts";
import { detectorRules } from "./detector-rules.ts";
import { checksumBase62 } from "./secrets/checksum.ts";
import { createThreatEngine } from "./threat-engine.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/detectors.md"), "utf8");
const engine = createThreatEngine();

/** Characters without any pattern, the same in every run. */
function characters(alphabet: string, count: number): string {
  let state = 20_261_122;
  let text = "";
  for (let index = 0; index < count; index += 1) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    text += alphabet[(state >> 8) % alphabet.length];
  }
  return text;
}

const upper = "ABCDEFGHJKLMNPQRSTUVWXYZ234567";
const alphabets: Readonly<Record<string, string>> = {
  alnum: "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ0123456789",
  hex: "0123456789abcdef",
  upper,
};

/** Fills the page's stand-ins. */
function expand(cell: string): string {
  const filled = cell
    .replace(/\{(alnum|hex|upper):(\d+)\}/g, (_, name: string, count: string) =>
      characters(alphabets[name] ?? "", Number(count)),
    )
    .replace(/\{github\}/g, () => {
      const body = characters(alphabets["alnum"] ?? "", 30);
      return body + checksumBase62(body);
    })
    .replace(/\{lit:([^}]+)\}/g, "$1")
    .replace(/\{tags:([^}]+)\}/g, (_, hidden: string) =>
      [...hidden].map((character) => String.fromCodePoint(0xe0000 + (character.codePointAt(0) ?? 0))).join(""),
    );
  return filled.replaceAll("\\|", "|").replaceAll("\\n", "\n");
}

interface Row {
  readonly rule: string;
  readonly role: string;
  readonly fires: string;
  readonly quiet: string;
}

const rows: readonly Row[] = [...page.matchAll(/^\| `([a-z]+\.[a-z0-9_]+)` \| (\w+) \| `(.+?)` \| `(.+?)` \|$/gm)].map(
  ([, rule = "", role = "", fires = "", quiet = ""]) => ({ rule, role, fires: expand(fires), quiet: expand(quiet) }),
);

const promptRoles: readonly PromptRole[] = ["user", "tool_result", "tool_call"];
const stepRoles: readonly PromptRole[] = [...promptRoles, "tool_definition"];

function rulesFor(role: string, text: string): readonly string[] {
  const found: Finding[] = [];
  if (role === "answer") {
    const scanner = createAnswerScanner(engine, {
      decide: (finding) => {
        found.push(finding);
        return { finding, action: "log", replacement: "placeholder" };
      },
    });
    scanner.push({ kind: "text", id: "a" }, text);
    scanner.end({ kind: "text", id: "a" });
  }
  if (role === "steps") return rulesOfSteps(text);
  const promptRole = promptRoles.find((known) => known === role);
  if (promptRole !== undefined) found.push(...engine.scanParts([{ role: promptRole, path: "/a", text }]));
  return found.map(({ rule }) => rule);
}

/** `role: text`, joined by arrows; `next` begins another request, and the call at the end is the answer's. */
function rulesOfSteps(text: string): readonly string[] {
  const watch = createConversationWatch();
  const parts: PromptPart[] = [];
  const rules: string[] = [];
  const begin = (): ConversationTurn => {
    const turn = watch.begin(parts, engine.scanParts(parts));
    rules.push(...turn.findings.map(({ rule }) => rule));
    return turn;
  };
  for (const step of text.split(" → ")) {
    const [, name, said = ""] = /^(\w+)(?:: (.*))?$/.exec(step) ?? [];
    const role = stepRoles.find((known) => known === name);
    if (name === "next") {
      begin();
      parts.length = 0;
    } else if (name === "answer")
      rules.push(
        ...begin()
          .judgeCall(said, "bash")
          .map(({ rule }) => rule.id),
      );
    else if (role !== undefined) parts.push({ role, path: `/${parts.length}`, text: said, tool: "bash" });
    else throw new Error(`No step: ${step}`);
  }
  begin();
  return rules;
}

describe("docs/detectors.md", () => {
  test("shows every rule", () => {
    const shown = new Set(rows.map(({ rule }) => rule));
    expect(detectorRules.map(({ id }) => id).filter((id) => !shown.has(id))).toEqual([]);
  });

  test.each(rows)("$rule fires on its example and is quiet on the other ($role)", ({ rule, role, fires, quiet }) => {
    expect(rulesFor(role, fires)).toContain(rule);
    expect(rulesFor(role, quiet)).not.toContain(rule);
  });
});
