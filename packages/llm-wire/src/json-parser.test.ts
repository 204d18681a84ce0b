import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WireError, type WireErrorCode } from "./error.ts";
import { parseStrictJson } from "./json-document.ts";
import { parseJsonText } from "./json-parser.ts";
import type { JsonLimits, JsonValue } from "./json-value.ts";

/** The value `JSON.parse` would give, with maps read back as plain entries. */
function plain(source: string, node: JsonValue): unknown {
  switch (node.kind) {
    case "string":
      return node.text;
    case "number":
      return Number(source.slice(node.start, node.end));
    case "array":
      return node.items.map((item) => plain(source, item));
    case "object":
      return Object.fromEntries([...node.members].map(([key, value]) => [key, plain(source, value)]));
    default:
      return node.kind === "null" ? null : node.kind === "true";
  }
}

function codeOf(json: string | Uint8Array, limits?: JsonLimits): WireErrorCode | "accepted" {
  try {
    parseStrictJson(typeof json === "string" ? Buffer.from(json) : json, limits);
    return "accepted";
  } catch (error) {
    if (error instanceof WireError) return error.code;
    throw error;
  }
}

function accepts(json: string): boolean {
  try {
    JSON.parse(json);
    return true;
  } catch {
    return false;
  }
}

describe("strict JSON", () => {
  it("reads every document that JSON.stringify writes, with the same values", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(undefined, 1, "\t"), (value, space) => {
        const json = JSON.stringify(value, null, space);
        expect(JSON.stringify(plain(json, parseJsonText(json)))).toBe(JSON.stringify(JSON.parse(json)));
      }),
      { numRuns: 300 },
    );
  });

  it("accepts what JSON.parse accepts and nothing else, whatever one character of a document becomes", () => {
    const seeds = [
      '{"a":[1,-0.5e+7,true,false,null,"x\\u00e9\\n\\"\\\\"],"b":{"c":""}}',
      ' [ { "key" : "väl\\ud83d\\ude00ue" } , -1 , 0.1 ] ',
      '"\\ud800"',
      "0",
      `{"${"long ascii key ".repeat(3)}":\n"${"a string that is searched, not stepped through ".repeat(2)}\\t"}`,
      `["${"beyond ascii — as long as the others are, and more ".repeat(2)}","${"and one after it ".repeat(3)}"]`,
    ];
    const replacements = [
      "",
      '"',
      "\\",
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      "0",
      "1",
      "-",
      "+",
      ".",
      "e",
      "E",
      "u",
      "t",
      " ",
      "\n",
    ];
    replacements.push("\u0000", "\u001f", "\u007f", "\u00a0", "\ufeff", "\u2028", "é", "😀", "//", "NaN", "'");
    let refused = 0;
    for (const seed of seeds) {
      for (let at = 0; at <= seed.length; at += 1) {
        for (const replacement of replacements) {
          for (const cut of [0, 1]) {
            const json = seed.slice(0, at) + replacement + seed.slice(at + cut);
            const expected = accepts(json) ? "accepted" : "INVALID_JSON";
            if (codeOf(json) !== expected && codeOf(json) !== "DUPLICATE_KEY") {
              expect.fail(`${JSON.stringify(json)} should be ${expected}, is ${codeOf(json)}`);
            }
            if (expected === "INVALID_JSON") refused += 1;
          }
        }
      }
    }
    expect(refused).toBeGreaterThan(1_000);
  });

  it("refuses every truncation of a document", () => {
    const json = '{"messages":[{"role":"user","content":"a\\u0041b","n":-1.5e3,"t":[true,null]}]}';
    for (let end = 0; end < json.length; end += 1) expect(codeOf(json.slice(0, end))).toBe("INVALID_JSON");
    expect(codeOf(json)).toBe("accepted");
  });

  it.each([
    ['{"a":1,"a":2}'],
    ['{"a":1,"\\u0061":2}'],
    ['[{"x":{"role":"user","r\\u006fle":"system"}}]'],
    ['{"__proto__":1,"__proto__":2}'],
    ['{"😀":1,"\\ud83d\\ude00":2}'],
  ])("refuses an object that names a key twice: %s", (json) => {
    expect(codeOf(json)).toBe("DUPLICATE_KEY");
  });

  it("refuses exactly the objects in which a reader that keeps the first of two keys and one that keeps the last see different things", () => {
    const spell = (key: string, escaped: boolean): string =>
      escaped ? `"${[...key].map((unit) => `\\u00${unit.charCodeAt(0).toString(16)}`).join("")}"` : JSON.stringify(key);
    const { document } = fc.letrec<{ document: { json: string; twice: boolean } }>((tie) => ({
      document: fc.oneof(
        { depthSize: "small" },
        fc.constantFrom("1", '"x"', "null").map((json) => ({ json, twice: false })),
        fc.array(tie("document"), { maxLength: 3 }).map((items) => ({
          json: `[${items.map(({ json }) => json).join()}]`,
          twice: items.some(({ twice }) => twice),
        })),
        fc
          .array(fc.tuple(fc.constantFrom("a", "b", "c", "d"), fc.boolean(), tie("document")), { maxLength: 3 })
          .map((members) => ({
            json: `{${members.map(([key, escaped, { json }]) => `${spell(key, escaped)}:${json}`).join()}}`,
            twice:
              members.some(([, , { twice }]) => twice) || new Set(members.map(([key]) => key)).size < members.length,
          })),
      ),
    }));
    const seen = { accepted: 0, DUPLICATE_KEY: 0 };
    fc.assert(
      fc.property(document, ({ json, twice }) => {
        const expected = twice ? "DUPLICATE_KEY" : "accepted";
        seen[expected] += 1;
        expect(codeOf(json)).toBe(expected);
      }),
      { numRuns: 500 },
    );
    expect(seen.DUPLICATE_KEY).toBeGreaterThan(50);
  });

  it("takes keys that differ only after decoding tricks as different", () => {
    expect(codeOf('{"a":1,"A":2,"a ":3,"":4,"\\u0000":5,"\\\\u0061":6}')).toBe("accepted");
  });

  it("keeps __proto__ as a key and leaves prototypes alone", () => {
    const { root } = parseStrictJson(
      Buffer.from('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":1}}}'),
    );
    expect(root.kind === "object" && [...root.members.keys()]).toEqual(["__proto__", "constructor"]);
    expect("polluted" in {}).toBe(false);
  });

  it("refuses a byte order mark and bytes that are no UTF-8", () => {
    expect(codeOf(Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d]))).toBe("INVALID_JSON");
    expect(codeOf(Buffer.from([0x22, 0xff, 0x22]))).toBe("INVALID_JSON");
    expect(codeOf(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]))).toBe("INVALID_JSON");
    expect(codeOf(Buffer.from([0x22, 0xc0, 0xaf, 0x22]))).toBe("INVALID_JSON");
    expect(codeOf(Buffer.from("\ufeff{}", "utf16le"))).toBe("INVALID_JSON");
    expect(codeOf(Buffer.alloc(0))).toBe("INVALID_JSON");
  });

  it("accepts 64 levels and refuses the next, however deep the rest goes", () => {
    const nested = (open: string, close: string, depth: number): string => open.repeat(depth) + close.repeat(depth);
    expect(codeOf(nested("[", "]", 64))).toBe("accepted");
    expect(codeOf(nested("[", "]", 65))).toBe("TOO_DEEP");
    expect(codeOf('{"a":'.repeat(65))).toBe("TOO_DEEP");
    expect(codeOf("[".repeat(10_000_000))).toBe("TOO_DEEP");
  });

  it("bounds keys and values", () => {
    const wide = (count: number): string => `{${Array.from({ length: count }, (_, at) => `"k${at}":0`).join()}}`;
    expect(codeOf(wide(10_000))).toBe("accepted");
    expect(codeOf(wide(10_001))).toBe("TOO_LARGE");
    expect(codeOf(`[${wide(3)},${wide(3)}]`, { maxKeys: 6 })).toBe("accepted");
    expect(codeOf(`[${wide(3)},${wide(3)}]`, { maxKeys: 5 })).toBe("TOO_LARGE");
    expect(codeOf("[1,2,3]", { maxValues: 3 })).toBe("TOO_LARGE");
  });

  it("keeps a lone surrogate as JSON.parse does", () => {
    const { root } = parseStrictJson(Buffer.from('"a\\ud83d!"'));
    expect(root.kind === "string" && root.text).toBe("a\ud83d!");
  });

  it("names no text of the body in its errors", () => {
    try {
      parseStrictJson(Buffer.from('{"password":"hunter2",}'));
      expect.fail("accepted");
    } catch (error) {
      expect(String(error)).not.toContain("hunter2");
    }
  });
});
