import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseStrictJson } from "./json-document.ts";
import { type Prompt, readPrompt } from "./prompt.ts";
import type { BodyShape } from "./shape.ts";
import { spliceBody } from "./splice.ts";

/** Bodies as the clients send them, with every word that a model may read marked by `§`. */
const bodies: readonly (readonly [string, BodyShape, unknown])[] = [
  [
    "chat completions of an editor agent",
    "chat_completions",
    {
      model: "gpt-4o",
      messages: [
        { role: "system", content: "§1 rules" },
        { role: "user", content: [{ type: "text", text: "§2 ask" }] },
        {
          role: "assistant",
          content: null,
          tool_calls: [{ id: "c1", type: "function", function: { name: "Read", arguments: '{"filepath":"§3"}' } }],
        },
        { role: "tool", tool_call_id: "c1", content: "§4 file" },
      ],
      tools: [
        {
          type: "function",
          function: {
            name: "§5",
            description: "§6",
            parameters: {
              type: "object",
              required: ["filepath"],
              properties: { filepath: { type: "string", description: "§7" } },
            },
          },
        },
      ],
      reasoning_effort: "medium",
      stream: true,
      stream_options: { include_usage: true },
      tool_choice: "auto",
      max_tokens: 32000,
    },
  ],
  [
    "responses of a coding agent",
    "responses",
    {
      model: "gpt-5",
      instructions: "§1",
      stream: true,
      input: [
        {
          type: "additional_tools",
          id: "at_1",
          role: "developer",
          tools: [
            {
              type: "namespace",
              name: "§2",
              description: "§3",
              tools: [
                {
                  type: "custom",
                  name: "§4",
                  description: "§5",
                  format: { type: "grammar", syntax: "lark", definition: "§6" },
                },
              ],
            },
          ],
        },
        { type: "message", id: "msg_1", role: "developer", content: [{ type: "input_text", text: "§7" }] },
        { role: "user", content: "§8" },
        {
          type: "reasoning",
          id: "rs_1",
          summary: [{ type: "summary_text", text: "§9" }],
          content: [{ type: "reasoning_text", text: "§10" }],
          encrypted_content: "gAAAAA",
        },
        { type: "function_call", call_id: "call_1", name: "exec_command", arguments: "§11" },
        { type: "function_call_output", call_id: "call_1", output: "§12" },
        { type: "custom_tool_call", call_id: "call_2", name: "apply_patch", input: "§13" },
        { type: "custom_tool_call_output", call_id: "call_2", output: [{ type: "input_text", text: "§14" }] },
        {
          type: "local_shell_call",
          call_id: "call_3",
          action: { type: "exec", command: ["§15", "§16"], env: { KEY: "§17" } },
          status: "completed",
        },
        { type: "mcp_call", name: "search", server_label: "docs", arguments: "§18", output: "§19" },
        { type: "web_search_call", action: { type: "search", query: "§20" } },
        { type: "image_generation_call", result: "iVBORw0KGgo=" },
        {
          type: "message",
          role: "assistant",
          content: [{ type: "output_text", text: "§21", annotations: [{ type: "url_citation", title: "§22" }] }],
        },
        { type: "something_new", notes: ["§23"] },
      ],
      tools: [
        {
          type: "function",
          name: "§24",
          description: "§25",
          strict: false,
          parameters: { type: "object", properties: { cmd: { description: "§26" } } },
        },
        {
          type: "mcp",
          server_label: "§27",
          server_url: "§28",
          authorization: "Bearer abc",
          headers: { "X-Key": "abc" },
        },
      ],
      text: { verbosity: "low", format: { type: "json_schema", name: "out", schema: { description: "§29" } } },
      prompt: { id: "pmpt_1", variables: { city: "§30" } },
      include: ["reasoning.encrypted_content"],
      prompt_cache_key: "01a20058-56f8",
      client_metadata: { "x-codex-turn-metadata": "§31" },
    },
  ],
  [
    "messages of a coding agent",
    "messages",
    {
      model: "claude",
      max_tokens: 128000,
      system: [{ type: "text", text: "§1", cache_control: { type: "ephemeral" } }],
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "§2" },
            { type: "text", text: "§3" },
          ],
        },
        { role: "system", content: [{ type: "text", text: "§4" }], output_config: { effort: "medium" } },
        {
          role: "assistant",
          content: [
            { type: "thinking", thinking: "§5", signature: "abc123" },
            { type: "redacted_thinking", data: "abc123" },
            {
              type: "text",
              text: "§6",
              citations: [{ type: "char_location", cited_text: "§7", document_title: "§8" }],
            },
            {
              type: "tool_use",
              id: "toolu_1",
              name: "Bash",
              input: { command: "§9", nested: [{ "§ a long key": 1 }] },
            },
          ],
        },
        {
          role: "user",
          content: [
            {
              type: "tool_result",
              tool_use_id: "toolu_1",
              content: [
                { type: "text", text: "§10" },
                { type: "image", source: { type: "base64", media_type: "image/png", data: "iVBORw0KGgo=" } },
              ],
            },
            { type: "tool_result", tool_use_id: "toolu_1", content: "§11", is_error: true },
            {
              type: "document",
              source: { type: "text", media_type: "text/plain", data: "§12" },
              title: "§13",
              context: "§14",
            },
            { type: "document", source: { type: "content", content: [{ type: "text", text: "§15" }] } },
            { type: "image", source: { type: "url", url: "§16" } },
            { type: "search_result", source: "§17", title: "§18", content: [{ type: "text", text: "§19" }] },
          ],
        },
      ],
      tools: [
        {
          name: "§20",
          description: "§21",
          input_schema: { type: "object", properties: { a: { type: "string", enum: ["§22"] } } },
        },
      ],
      metadata: { user_id: "§23" },
      thinking: { type: "adaptive", display: "omitted" },
      context_management: { edits: [{ type: "clear_thinking_20251015", keep: "all" }] },
      stream: true,
    },
  ],
  ["a count of tokens", "count_tokens", { model: "claude", system: "§1", messages: [{ role: "user", content: "§2" }] }],
  [
    "Gemini in camel case",
    "generate_content",
    {
      contents: [
        { role: "user", parts: [{ text: "§1" }, { inlineData: { mimeType: "image/png", data: "iVBORw0KGgo=" } }] },
        {
          role: "model",
          parts: [
            { text: "§2", thought: true, thoughtSignature: "abc1" },
            { functionCall: { name: "ls", args: { dir: "§3" } } },
          ],
        },
        { role: "user", parts: [{ functionResponse: { name: "ls", response: { output: "§4" } } }] },
        {
          parts: [
            { fileData: { mimeType: "text/plain", fileUri: "§5" } },
            { executableCode: { language: "PYTHON", code: "§6" } },
            { codeExecutionResult: { outcome: "OUTCOME_OK", output: "§7" } },
          ],
        },
      ],
      systemInstruction: { role: "user", parts: [{ text: "§8" }] },
      tools: [
        {
          functionDeclarations: [
            {
              name: "§9",
              description: "§10",
              parametersJsonSchema: { type: "object", properties: { a: { description: "§11" } } },
            },
          ],
        },
        { googleSearch: {} },
      ],
      generationConfig: {
        temperature: 1,
        responseMimeType: "application/json",
        responseJsonSchema: { description: "§12" },
        thinkingConfig: { includeThoughts: true, thinkingLevel: "HIGH" },
      },
    },
  ],
  [
    "Gemini in snake case, to count and to embed",
    "generate_content",
    {
      generate_content_request: {
        model: "models/m",
        contents: [{ parts: [{ text: "§1" }, { function_call: { name: "f", args: { a: "§2" } } }] }],
        system_instruction: { parts: [{ text: "§3" }] },
      },
      content: { parts: [{ text: "§4" }] },
      requests: [{ model: "models/m", content: { parts: [{ text: "§5" }] } }],
    },
  ],
  [
    "Cohere chat",
    "cohere_chat",
    {
      model: "command",
      messages: [
        { role: "user", content: "§1" },
        {
          role: "assistant",
          tool_plan: "§2",
          tool_calls: [{ id: "t1", type: "function", function: { name: "f", arguments: "§3" } }],
        },
        { role: "tool", tool_call_id: "t1", content: [{ type: "document", document: { id: "1", data: "§4" } }] },
      ],
      documents: ["§5", { id: "d", data: { snippet: "§6" } }],
      tools: [{ type: "function", function: { name: "§7", description: "§8", parameters: { properties: {} } } }],
      response_format: { type: "json_object", json_schema: { description: "§9" } },
    },
  ],
  [
    "Cohere embed",
    "cohere_embed",
    {
      model: "embed",
      texts: ["§1", "§2"],
      inputs: [
        {
          content: [
            { type: "text", text: "§3" },
            { type: "image_url", image_url: { url: "data:image/png;base64,AA" } },
          ],
        },
      ],
      input_type: "search_query",
    },
  ],
  ["a completion", "completions", { model: "m", prompt: ["§1", "§2"], suffix: "§3", stop: ["§4"] }],
  ["embeddings", "embeddings", { model: "m", input: ["§1", "§2"], encoding_format: "float" }],
];

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
    for (const hidden of ["iVBORw0KGgo=", "gAAAAA", "abc123", "Bearer abc", "function", "call_1", "toolu_1", "gpt-5"]) {
      expect(texts).not.toContain(hidden);
    }
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
      "§12": "user",
      "§13": "user",
      "§14": "user",
      "§15": "user",
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
    expect(bodies.map(([name, shape, value]) => [name, read(shape, value).partial])).toEqual([
      ["chat completions of an editor agent", false],
      ["responses of a coding agent", true],
      ["messages of a coding agent", true],
      ["a count of tokens", false],
      ["Gemini in camel case", true],
      ["Gemini in snake case, to count and to embed", false],
      ["Cohere chat", false],
      ["Cohere embed", true],
      ["a completion", false],
      ["embeddings", false],
    ]);
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
