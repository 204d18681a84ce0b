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

const pause = (): Promise<void> => Promise.resolve();

/** The texts as the provider gets them. */
async function sent(parts: readonly PromptPart[], known = decide(parts)): Promise<readonly string[]> {
  const decided = await spreadRedactions(parts, known, pause);
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
  test("is replaced by the same placeholder wherever else it stands", async () => {
    const texts = await sent([
      part("/0", `DB_PASSWORD=${password}\n`),
      part("/1", `I typed ${password}, twice: ${password}.`, "user"),
      part("/2", JSON.stringify({ command: `echo ${password} > pw.txt` }), "tool_call"),
    ]);
    expect(texts.join("\n")).not.toContain(password);
    const placeholder = /IFSX_\w+_X/.exec(texts[0] ?? "")?.[0] ?? "none";
    expect(texts[1]).toBe(`I typed ${placeholder}, twice: ${placeholder}.`);
    expect(texts[2]).toContain(placeholder);
  });

  test("is replaced where it is written with escapes, and as it is meant where those told it", async () => {
    const meant = "Winter/20&31x";
    const forms = [meant, "Winter\\/20&31x", "Winter/20\\u002631x"];
    for (const told of forms) {
      const texts = await sent([
        part("/0", `{"db_password":"${told}"}`),
        part("/1", forms.map((form) => `echo ${form} | tee`).join("\n")),
      ]);
      expect(texts.join("\n")).not.toMatch(/Winter|31x/);
    }
    const quoted = await sent([part("/0", `password: 'Tr1"cky!9x'\n`), part("/1", '{"p":"Tr1\\"cky!9x"}')]);
    expect(quoted.join("\n")).not.toMatch(/Tr1|cky/);
  });

  test("is not looked for inside other words", async () => {
    const text = `x${password} ${password}9`;
    expect((await sent([part("/0", `DB_PASSWORD=${password}\n`), part("/1", text)]))[1]).toBe(text);
  });

  test("stays where something else was decided about that place", async () => {
    const parts = [part("/0", `DB_PASSWORD=${password}\n`), part("/1", `password: ${password}\n`)];
    const decided = decide(parts).map(
      (one): DecidedFinding => (one.finding.path === "/1" ? { ...one, action: "log" } : one),
    );
    expect((await sent(parts, decided))[1]).toContain(password);
  });

  test("that stands in a text a hundred thousand times is replaced as often, in one pass", async () => {
    const text = `password: ${password}\n`.repeat(100_000);
    const parts = [part("/0", text)];
    const told = decide([part("/0", `password: ${password}\n`)]);
    const spread = await spreadRedactions(parts, told, pause);
    expect(spread).toHaveLength(100_000);
    expect(await spreadRedactions(parts, spread, pause)).toHaveLength(100_000);
  });

  test("changes nothing where nothing is replaced", async () => {
    const parts = [part("/0", `DB_PASSWORD=${password}\n`), part("/1", password)];
    const decided = decide(parts, "log");
    expect(await spreadRedactions(parts, decided, pause)).toBe(decided);
  });

  test("that is small letters alone is looked for where it was surely drawn at random", async () => {
    const texts = async (value: string): Promise<string | undefined> => {
      const parts = [part("/0", `password: ${value}`), part("/1", `typed ${value} here`)];
      const told = decide([part("/0", `password: ${password}`)]).map((one) => ({
        ...one,
        finding: { ...one.finding, end: one.finding.start + value.length },
      }));
      return (await sent(parts, told))[1];
    };
    expect(await texts("qvzkxwjfpbhdtmgc")).not.toContain("qvzkxwjfpbhdtmgc");
    for (const value of ["sunshine", "correcthorsebatterystaple", "4821973356"])
      expect(await texts(value)).toBe(`typed ${value} here`);
  });

  test("is looked for in pieces, between which others get their turn", async () => {
    const secrets = Array.from({ length: 64 }, (_, index) => `${password}${index}`);
    const parts = [
      part("/0", secrets.map((secret) => `DB_PASSWORD=${secret}\n`).join("")),
      part("/1", " ".repeat(2 ** 20)),
    ];
    let pauses = 0;
    await spreadRedactions(parts, decide(parts), async () => {
      pauses += 1;
    });
    expect(pauses).toBeGreaterThanOrEqual(15);
  });
});
