import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseStrictJson } from "./json-document.ts";
import { type Prompt, readPrompt } from "./prompt.ts";
import type { BodyShape } from "./shape.ts";
import { spliceBody } from "./splice.ts";
import { beginsAsText, isTextType, readTextData } from "./text-data.ts";

const note = "Grüße, the key is SECRET.\n😀\n";
const encoded = Buffer.from(note).toString("base64");
const png = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex").toString("base64");
const pdf = Buffer.from("%PDF-1.7\n1 0 obj\n").toString("base64");

function read(shape: BodyShape, body: unknown): Prompt {
  return readPrompt(shape, parseStrictJson(Buffer.from(JSON.stringify(body))));
}

const chat = (block: unknown) => ["chat_completions", { messages: [{ role: "user", content: [block] }] }] as const;
const message = (content: unknown) => ["messages", { messages: [{ role: "user", content: [content] }] }] as const;
const gemini = (part: unknown) => ["generate_content", { contents: [{ role: "user", parts: [part] }] }] as const;
const item = (content: unknown) => ["responses", { input: [{ role: "user", content: [content] }] }] as const;
const base64Source = (media_type: string, data: string) => ({ type: "base64", media_type, data });

describe("text in base64", () => {
  it.each([
    ["other", ...chat({ type: "file", file: { filename: "a.txt", file_data: `data:text/plain;base64,${encoded}` } })],
    ["other", ...chat({ type: "file", file: { filename: "a.txt", file_data: encoded } })],
    ["other", ...chat({ type: "image_url", image_url: { url: `data:image/svg+xml;base64,${encoded}` } })],
    ["other", ...item({ type: "input_file", filename: "a.csv", file_data: `data:text/csv;base64,${encoded}` })],
    ["other", ...item({ type: "input_image", image_url: `DATA:text/html;charset=utf-8;base64,${encoded}` })],
    ["other", ...message({ type: "document", source: base64Source("text/plain", encoded) })],
    ["other", ...message({ type: "document", source: base64Source("application/octet-stream", encoded) })],
    [
      "tool_result",
      ...message({
        type: "tool_result",
        tool_use_id: "t",
        content: [{ type: "document", source: base64Source("text/plain", encoded) }],
      }),
    ],
    ["other", ...gemini({ inlineData: { mimeType: "text/markdown", data: encoded } })],
    ["other", ...gemini({ inline_data: { mime_type: "application/x-unknown", data: encoded } })],
  ])("is read as the words of %s", (role, shape, body) => {
    const prompt = read(shape, body);
    expect(prompt.parts.filter(({ path }) => path.startsWith("@/"))).toMatchObject([{ role, text: note }]);
    expect(prompt.partial).toBe(false);
  });

  it("is changed inside its encoding, and nothing around it", () => {
    const [shape, body] = gemini({ inlineData: { mimeType: "text/plain", data: encoded } });
    const prompt = read(shape, body);
    const edits = prompt.parts.flatMap(({ path, text }) => {
      const start = text.indexOf("SECRET");
      return start < 0 ? [] : [{ path, start, end: start + 6, replacement: "[gone] “ß”" }];
    });
    const changed = Buffer.from(note.replace("SECRET", "[gone] “ß”")).toString("base64");
    expect(Buffer.from(spliceBody(prompt.document, edits)).toString()).toBe(
      JSON.stringify(body).replace(encoded, changed),
    );
  });

  it("keeps its data URL and its other bytes, whatever is changed in it", () => {
    const heads = fc.constantFrom("", "data:text/plain;base64,", "data:;base64,");
    const texts = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.array(fc.constantFrom("a", "\0", "ß", "漢", "😀"), { maxLength: 12 }).map((it) => Buffer.from(it.join(""))),
    );
    fc.assert(
      fc.property(heads, texts, fc.constantFrom("base64", "base64url"), fc.nat(), (head, bytes, alphabet, at) => {
        const literal = head + Buffer.from(bytes).toString(alphabet);
        const data = readTextData(literal);
        expect(data?.encode(data.text)).toBe(literal);
        const start = at % ((data?.text.length ?? 0) + 1);
        const changed = `${data?.text.slice(0, start)}[x]${data?.text.slice(start)}`;
        const again = readTextData(data?.encode(changed) ?? "");
        expect(again?.text.toWellFormed()).toBe(changed.toWellFormed());
      }),
      { numRuns: 300 },
    );
  });

  it("is read over the line breaks of old mail", () => {
    const broken = `${encoded.slice(0, 20)}\r\n${encoded.slice(20)}\n`;
    expect(readTextData(broken)?.text).toBe(note);
  });

  it.each([
    ["little", (bytes: Buffer) => bytes],
    ["big", (bytes: Buffer) => bytes.swap16()],
  ])("is read in UTF-16 of %s endian when it is marked so, as Windows writes it, and changed in it", (_, order) => {
    const inUtf16 = (text: string): string => order(Buffer.from(`\ufeff${text}`, "utf16le")).toString("base64");
    const [shape, body] = gemini({ inlineData: { mimeType: "application/octet-stream", data: inUtf16(note) } });
    const { parts, partial, document } = read(shape, body);
    const [part] = parts.filter(({ path }) => path.startsWith("@"));
    expect([part?.text, partial]).toEqual([`\ufeff${note}`, true]);
    const start = part?.text.indexOf("SECRET") ?? 0;
    const edit = { path: part?.path ?? "", start, end: start + 6, replacement: "[ß]" };
    const sent = Buffer.from(spliceBody(document, [edit])).toString();
    expect(sent).toBe(JSON.stringify(body).replace(inUtf16(note), inUtf16(note.replace("SECRET", "[ß]"))));
  });

  it("makes a prompt partial where another reader may see another text: not UTF-8, or no base64 at all", () => {
    const latin = Buffer.from("the key is SECRET, gr\xfc\xdfe", "latin1").toString("base64");
    const [shape, body] = message({ type: "document", source: base64Source("text/plain", latin) });
    const prompt = read(shape, body);
    expect(prompt.partial).toBe(true);
    expect(prompt.parts.map(({ text }) => text)).toContain("the key is SECRET, gr\xfc\xdfe");
    for (const url of ["data:text/plain,the%20key%20is%20SECRET", "data:text/plain;base64,the key is: SECRET!"]) {
      const plain = read(...chat({ type: "file", file: { file_data: url } }));
      expect(plain.partial).toBe(true);
      expect(plain.parts.map(({ text }) => text)).toContain(url);
    }
  });
});

describe("data that is no text", () => {
  it.each([
    ["an image", chat({ type: "image_url", image_url: { url: `data:image/png;base64,${png}` } })],
    ["an image that says it is a file", chat({ type: "file", file: { file_data: png } })],
    ["a PDF", message({ type: "document", source: base64Source("application/pdf", pdf) })],
    ["a link", message({ type: "image", source: { type: "url", url: "https://x.example/a" } })],
    ["a file at the provider", message({ type: "document", source: { type: "file", file_id: "file_1" } })],
    ["a file at the provider", chat({ type: "file", file: { file_id: "file_1", file_data: encoded } })],
    ["sound", gemini({ inlineData: { mimeType: "audio/wav", data: Buffer.from("RIFF\0\0\0\0").toString("base64") } })],
    ["nothing", gemini({ inlineData: { mimeType: "image/png", data: "" } })],
    ["an address of a kind that nobody knows", gemini({ fileData: { uri: "gs://b/o" } })],
  ] as const)("is noted: %s", (_, [shape, body]) => {
    expect(read(shape, body).partial).toBe(true);
  });

  it.each([
    ["sound in an answer", ["chat_completions", { messages: [{ role: "assistant", audio: { id: "words 2" } }] }]],
    ["a file in a message", message({ type: "container_upload", file_id: "words 2" })],
    ["a file in a response", item({ type: "input_file", file_id: "words 2" })],
  ] as const)("is noted, and what else is said of it is read: %s", (_, [shape, body]) => {
    const { partial, parts } = read(shape, body);
    expect(partial).toBe(true);
    expect(parts.map(({ text }) => text)).toContain("words 2");
  });

  it("is told from text by its first bytes, wherever the cut goes through a character", () => {
    for (let before = 0; before < 4; before += 1) {
      const text = `${"a".repeat(before)}${"漢😀".repeat(2_000)}`;
      expect(beginsAsText(Buffer.from(text).toString("base64"))).toBe(true);
    }
    expect(beginsAsText(Buffer.from("colours \u001b[31m in a log\f\n").toString("base64"))).toBe(true);
    expect(beginsAsText(Buffer.from("a\0b").toString("base64"))).toBe(false);
    expect(beginsAsText("")).toBe(false);
  });

  it.each([
    ["text/plain", true],
    ["TEXT/X-PYTHON; charset=utf-8", true],
    ["application/json", true],
    ["application/vnd.api+json", true],
    ["application/x-yaml", true],
    ["application/pdf", false],
    ["image/svg+xml", false],
    ["application/jsonish", false],
  ])("goes by the media type %s", (type, expected) => {
    expect(isTextType(type)).toBe(expected);
  });
});
