import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dialectExamples } from "../test/dialect-examples.ts";
import { parseStrictJson } from "./json-document.ts";
import { type Prompt, readPrompt } from "./prompt.ts";
import type { BodyShape } from "./shape.ts";
import { spliceBody } from "./splice.ts";

/** Bodies shaped as real clients send them, with every word that a model may read marked by `§`. */
const requests: readonly { name: string; shape: BodyShape; partial?: true; body: unknown }[] = [
  ...JSON.parse(readFileSync(join(import.meta.dirname, "../testdata/requests.json"), "utf8")),
  ...dialectExamples.map(({ ask, ...rest }) => ({ ...rest, body: ask })),
];
const bodies = requests.map(({ name, shape, body }) => [name, shape, body] as const);

function read(shape: BodyShape, body: unknown): Prompt {
  return readPrompt(shape, parseStrictJson(Buffer.from(JSON.stringify(body))));
}

function rolesOf(prompt: Prompt): Record<string, string> {
  const marked = prompt.parts.filter(({ text }) => text.includes("§"));
  return Object.fromEntries(
    marked.map(({ role, text, tool }) => [
      text.match(/§[ \d]*/)?.[0].trim() ?? "",
      tool === undefined ? role : `${role} ${tool}`,
    ]),
  );
}

function body(shape: BodyShape): unknown {
  return bodies.find(([, it]) => it === shape)?.[2];
}

describe.each(bodies)("%s", (_name, shape, value) => {
  const json = JSON.stringify(value);

  it("gives every marked text exactly once", () => {
    const found = read(shape, value).parts.flatMap(({ text }) => text.match(/§[ \d]*/g) ?? []);
    expect(found.toSorted()).toEqual((json.match(/§[ \d]*/g) ?? []).toSorted());
  });

  it("leaves every other byte alone when all marked texts are replaced", () => {
    const prompt = read(shape, value);
    const edits = prompt.parts.flatMap(({ path, text }) =>
      [...text.matchAll(/§/g)].map(({ index }) => ({ path, start: index, end: index + 1, replacement: "<x>" })),
    );
    expect(Buffer.from(spliceBody(prompt.document, edits)).toString()).toBe(json.replaceAll("§", "<x>"));
  });

  it("leaves out settings, identifiers and encrypted or binary data", () => {
    const texts = read(shape, value).parts.map(({ text }) => text);
    for (const hidden of ["iVBORw0KGgo=", "gAAAAA", "Bearer abc", "function", "call_1", "toolu_1", "gpt-5"]) {
      expect(texts).not.toContain(hidden);
    }
    expect(texts.join()).not.toContain("EqQBCkYIARgCKkBqcmVk");
  });
});

describe("roles", () => {
  it("of a responses request follow the kinds of items", () => {
    expect(rolesOf(read("responses", body("responses")))).toEqual({
      "§1": "system",
      "§2": "tool_definition §2",
      "§3": "tool_definition §2",
      "§4": "tool_definition §4",
      "§5": "tool_definition §4",
      "§6": "tool_definition §4",
      "§7": "developer",
      "§8": "user",
      "§9": "reasoning",
      "§10": "reasoning",
      "§11": "tool_call exec_command",
      "§12": "tool_result exec_command",
      "§13": "tool_call apply_patch",
      "§14": "tool_result apply_patch",
      "§15": "tool_call local_shell",
      "§16": "tool_call local_shell",
      "§17": "tool_call local_shell",
      "§18": "tool_call search",
      "§19": "tool_result search",
      "§20": "tool_call web_search",
      "§21": "assistant",
      "§22": "assistant",
      "§23": "other",
      "§24": "tool_definition §24",
      "§25": "tool_definition §24",
      "§26": "tool_definition §24",
      "§27": "tool_definition",
      "§28": "tool_definition",
      "§29": "tool_definition",
      "§30": "user",
      "§31": "other",
    });
  });

  it("of a messages request follow the kinds of blocks", () => {
    expect(rolesOf(read("messages", body("messages")))).toEqual({
      "§1": "system",
      "§2": "user",
      "§3": "user",
      "§4": "system",
      "§5": "reasoning",
      "§6": "assistant",
      "§7": "assistant",
      "§8": "assistant",
      "§9": "tool_call Bash",
      "§": "tool_call Bash",
      "§10": "tool_result Bash",
      "§11": "tool_result Bash",
      "§12": "other",
      "§13": "other",
      "§14": "other",
      "§15": "other",
      "§16": "user",
      "§17": "tool_result",
      "§18": "tool_result",
      "§19": "tool_result",
      "§20": "tool_definition §20",
      "§21": "tool_definition §20",
      "§22": "tool_definition §20",
      "§23": "other",
    });
  });

  it("of a Gemini request follow the kinds of parts", () => {
    expect(rolesOf(read("generate_content", body("generate_content")))).toEqual({
      "§1": "user",
      "§2": "reasoning",
      "§3": "tool_call ls",
      "§4": "tool_result ls",
      "§5": "user",
      "§6": "tool_call code_execution",
      "§7": "tool_result code_execution",
      "§8": "system",
      "§9": "tool_definition §9",
      "§10": "tool_definition §9",
      "§11": "tool_definition §9",
      "§12": "tool_definition",
    });
  });

  it.each([
    ["responses", { input: [{ type: "web_search_call", action: { type: "search", sources: [{ title: "§1 b" }] } }] }],
    ["messages", { messages: [{ role: "user", content: [{ type: "new_kind_result", body: "§1 b" }] }] }],
    ["generate_content", { contents: [{ role: "user", parts: [{ toolResponse: { response: { a: "§1 b" } } }] }] }],
  ] as const)("of what tools of the provider found are those of results in %s", (shape, value) => {
    expect(Object.values(rolesOf(read(shape, value)))).toEqual([expect.stringMatching(/^tool_result/)]);
  });

  it("of a Cohere request treat documents as tool results", () => {
    const {
      "§2": plan,
      "§4": result,
      "§5": document,
      "§6": snippet,
    } = rolesOf(read("cohere_chat", body("cohere_chat")));
    expect({ plan, result, document, snippet }).toEqual({
      plan: "reasoning",
      result: "tool_result f",
      document: "tool_result",
      snippet: "tool_result",
    });
  });
});

describe("what is not read as text", () => {
  it("makes a prompt partial", () => {
    expect(requests.map(({ name, shape, body: value }) => [name, read(shape, value).partial])).toEqual(
      requests.map(({ name, partial = false }) => [name, partial]),
    );
    expect(read("embeddings", { input: [1, 2, 3] }).partial).toBe(true);
    expect(read("completions", { prompt: [[1, 2], [3]] }).partial).toBe(true);
    const file = { type: "input_file", filename: "a.pdf", file_data: "data:application/pdf;base64,AA" };
    expect(read("responses", { input: [{ role: "user", content: [file] }] }).partial).toBe(true);
  });
});

describe("any body", () => {
  it("is read without losing a sentence, whatever its structure", () => {
    const sentence = fc.nat({ max: 9999 }).map((n) => `§${n} says so`);
    const keys = fc.constantFrom(
      "content",
      "text",
      "role",
      "type",
      "parts",
      "input",
      "tools",
      "name",
      "output",
      "id",
      "data2",
      "arguments",
      "__proto__",
    );
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { depthSize: "small" },
        sentence,
        fc.array(tie("tree"), { maxLength: 3 }),
        fc.dictionary(keys, tie("tree"), { maxKeys: 4 }),
        fc.constant(null),
      ),
    }));
    const shapes = fc.constantFrom<BodyShape[]>(
      "chat_completions",
      "responses",
      "messages",
      "generate_content",
      "cohere_chat",
      "completions",
      "embeddings",
    );
    const root: Partial<Record<BodyShape, string>> = {
      responses: "input",
      generate_content: "contents",
      completions: "prompt",
      embeddings: "input",
    };
    fc.assert(
      fc.property(shapes, fc.array(tree, { maxLength: 4 }), tree, (shape, list, extra) => {
        const value = { [root[shape] ?? "messages"]: list, extra };
        const found = read(shape, value).parts.flatMap(({ text }) => text.match(/§\d+/g) ?? []);
        expect(found.toSorted()).toEqual((JSON.stringify(value).match(/§\d+/g) ?? []).toSorted());
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ["responses", {}],
    ["messages", { messages: "hi" }],
    ["generate_content", { messages: [] }],
    ["cohere_chat", {}],
    ["cohere_embed", {}],
    ["completions", {}],
    ["embeddings", {}],
  ] as const)("of %s is refused when it cannot be one", (shape, value) => {
    expect(() => read(shape, value)).toThrow(expect.objectContaining({ code: "UNSUPPORTED_SHAPE" }));
  });
});

it("refuses a body of more texts than can be scanned", () => {
  const words = (count: number): unknown => ({ input: Array.from({ length: count }, () => "a") });
  expect(read("embeddings", words(50_000)).parts).toHaveLength(50_000);
  expect(() => read("embeddings", words(50_001))).toThrow(expect.objectContaining({ code: "TOO_LARGE" }));
});

describe("a field in other letters", () => {
  it.each([
    ["ollama_chat", { messages: [], Model: "m" }],
    ["ollama_chat", { model: "m", messages: [], MESSAGES: [{ role: "user", content: "x" }] }],
    ["chat_completions", { messages: [], mes\u017fages: [] }],
    ["messages", { messages: [], \u017fystem: "x" }],
    ["generate_content", { contents: [], systeminstruction: {} }],
  ] as const)("is refused in %s, since some servers take it for that field", (shape, value) => {
    const document = parseStrictJson(Buffer.from(JSON.stringify(value)));
    expect(() => readPrompt(shape, document)).toThrow(expect.objectContaining({ code: "UNSUPPORTED_SHAPE" }));
  });
});
