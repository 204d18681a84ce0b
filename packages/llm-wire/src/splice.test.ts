import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseStrictJson } from "./json-document.ts";
import { readPrompt } from "./prompt.ts";
import { spliceBody } from "./splice.ts";

function splice(json: string, ...edits: Parameters<typeof spliceBody>[1]): string {
  return Buffer.from(spliceBody(parseStrictJson(Buffer.from(json)), edits)).toString();
}

describe("spliceBody", () => {
  it("gives the very same bytes when nothing is edited", () => {
    const bytes = Buffer.from(' {"a" : 1.0e+2, "b":"\\u0041" }\n');
    expect(spliceBody(parseStrictJson(bytes), [])).toBe(bytes);
  });

  it("replaces only the named span, whatever the spelling around it", () => {
    const json = '{ "n":1.00000000000000000001, "s":"\\u0061\\n sk-secret \\/ é😀", "t":"\\u0041" }';
    expect(splice(json, { path: "/s", start: 3, end: 12, replacement: '"x"\n' })).toBe(
      '{ "n":1.00000000000000000001, "s":"\\u0061\\n \\"x\\"\\n \\/ é😀", "t":"\\u0041" }',
    );
  });

  it("takes keys with slashes and tildes, array items and several strings at once", () => {
    const json = '{"a/b~":["zero","one"],"c":"three"}';
    expect(
      splice(
        json,
        { path: "/c", start: 0, end: 5, replacement: "3" },
        { path: "/a~1b~0/1", start: 2, end: 3, replacement: "E" },
        { path: "/a~1b~0/1", start: 0, end: 1, replacement: "O" },
      ),
    ).toBe('{"a/b~":["zero","OnE"],"c":"3"}');
  });

  it("replaces the name of a member and digits of a number", () => {
    const json = '{"k\\"ey \\\\" : 4111111111111111 }';
    expect(splice(json, { path: '#/k"ey \\', start: 0, end: 1, replacement: "K" })).toBe(
      '{"K\\"ey \\\\" : 4111111111111111 }',
    );
    expect(splice(json, { path: '/k"ey \\', start: 4, end: 12, replacement: "-" })).toBe(
      '{"k\\"ey \\\\" : "4111-1111" }',
    );
  });

  it("keeps the other half of a character that an edit cuts in two", () => {
    const json = '{"s":"a😀b"}';
    expect(JSON.parse(splice(json, { path: "/s", start: 0, end: 2, replacement: "" }))).toEqual({ s: "\ude00b" });
    expect(JSON.parse(splice(json, { path: "/s", start: 2, end: 4, replacement: "x" }))).toEqual({ s: "a\ud83dx" });
    expect(JSON.parse(splice(json, { path: "/s", start: 2, end: 2, replacement: "x" }))).toEqual({
      s: "a\ud83dx\ude00b",
    });
  });

  it.each([
    [{ path: "/x", start: 0, end: 1, replacement: "" }],
    [{ path: "/s", start: 0, end: 4, replacement: "" }],
    [{ path: "/s", start: 2, end: 1, replacement: "" }],
    [{ path: "/s", start: -1, end: 1, replacement: "" }],
    [{ path: "/o", start: 0, end: 0, replacement: "" }],
    [{ path: "#/x", start: 0, end: 0, replacement: "" }],
  ])("refuses an edit of nothing: %o", (edit) => {
    expect(() => splice('{"s":"abc","o":{}}', edit)).toThrow(RangeError);
  });

  it("refuses edits that overlap", () => {
    const at = (start: number, end: number) => ({ path: "/s", start, end, replacement: "" });
    expect(() => splice('{"s":"abc"}', at(0, 2), at(1, 3))).toThrow(RangeError);
    expect(() => splice('{"s":"\\nbc"}', at(0, 2), at(1, 3))).toThrow(RangeError);
  });

  it("changes the edited spans and no other byte, for any strings, spellings and edits", () => {
    const unit = fc.constantFrom("a", " ", '"', "\\", "\n", "\u0000", "é", "€", "😀", "/", "\u2028", "<");
    const spelled = fc.tuple(unit, fc.boolean());
    fc.assert(
      fc.property(
        fc.array(fc.array(spelled, { maxLength: 12 }), { minLength: 1, maxLength: 4 }),
        fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.string({ unit, maxLength: 4 })), { maxLength: 4 }),
        (strings, wanted) => {
          const literals = strings.map(
            (units) => `"${units.map(([value, escaped]) => spell(value, escaped)).join("")}"`,
          );
          const json = `{"model": "m", "messages":[${literals.map((it) => `{"role":"user" ,"content": ${it} }`).join(", ")}]}`;
          const document = parseStrictJson(Buffer.from(json));
          const { parts } = readPrompt("chat_completions", document);
          const edits = [];
          const expected = new Map(parts.map((part) => [part.path, part.text]));
          const used = new Set<string>();
          for (const [which, from, length, replacement] of wanted) {
            const part = parts[which % Math.max(1, parts.length)];
            if (part === undefined || used.has(part.path)) continue;
            used.add(part.path);
            const start = wholeAt(part.text, from % (part.text.length + 1));
            const end = wholeAt(part.text, Math.min(part.text.length, start + (length % 5)));
            edits.push({ path: part.path, start, end, replacement });
            expected.set(part.path, part.text.slice(0, start) + replacement + part.text.slice(end));
          }
          const result = Buffer.from(spliceBody(document, edits)).toString();
          const parsed: { messages: { content: string }[] } = JSON.parse(result);
          for (const [path, text] of expected) expect(parsed.messages[Number(path.split("/")[2])]?.content).toBe(text);
          for (const [at, literal] of literals.entries()) {
            if (!used.has(`/messages/${at}/content`)) expect(result).toContain(literal);
          }
          expect(result.startsWith('{"model": "m", "messages":[{"role":"user" ,"content": "')).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});

/** One character as JSON may spell it. */
function spell(value: string, escaped: boolean): string {
  const plain = JSON.stringify(value).slice(1, -1);
  if (!escaped) return plain;
  return [...Array(value.length).keys()]
    .map((at) => `\\u${value.charCodeAt(at).toString(16).padStart(4, "0")}`)
    .join("");
}

/** The offset, moved back to the start of a character outside the basic plane. */
function wholeAt(text: string, at: number): number {
  return (text.charCodeAt(at) & 0xfc00) === 0xdc00 && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800 ? at - 1 : at;
}
