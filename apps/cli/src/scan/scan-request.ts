import { defaultTenant, type Finding } from "@infershield/core";
import { type BodyShape, type JsonDocument, type JsonValue, parseStrictJson, readPrompt } from "@infershield/llm-wire";
import type { ThreatScanner } from "@infershield/threat-client";
import { locate } from "./locate.ts";
import type { LocatedFinding } from "./source.ts";

/**
 * Scans the body of a request as the proxy reads it: every text with whose words it is.
 *
 * @param options.shape - default: the one that its members look like
 * @throws WireError when it is no such body; ThreatClientError
 */
export async function scanRequest(
  bytes: Uint8Array,
  scanner: Pick<ThreatScanner, "scan">,
  options: { readonly file: string; readonly shape?: BodyShape | undefined },
): Promise<{ readonly shape: BodyShape; readonly findings: readonly LocatedFinding[] }> {
  const document = parseStrictJson(bytes);
  const shape = options.shape ?? guessShape(document.root);
  const { parts, identifiers } = readPrompt(shape, document);
  const found = await scanner.scan(parts, { tenant: defaultTenant });
  const counted = found.filter(({ path, category }) => category === "secret" || !identifiers.has(path));
  const spans = spansInFile(document, counted);
  const paths = new Map<Finding, string>();
  const placed = counted.map((finding) => {
    const inFile = { ...finding, ...spans.get(finding) };
    paths.set(inFile, finding.path);
    return inFile;
  });
  const begins = { line: 1, column: 1 };
  return { shape, findings: locate(document.text, placed, { file: options.file, begins, hidden: placed }, paths) };
}

/** What a body looks like; the chat shape where nothing tells. */
function guessShape(root: JsonValue): BodyShape {
  if (root.kind !== "object") return "chat_completions";
  const has = (key: string): boolean => root.members.has(key);
  if (has("contents")) return "generate_content";
  if (has("input")) return has("encoding_format") || has("dimensions") ? "embeddings" : "responses";
  if (has("prompt")) return "completions";
  if (has("system") || has("anthropic_version") || has("thinking")) return "messages";
  const spelled = has("tools") && isAnthropicTool(root.members.get("tools"));
  return spelled || hasBlocks(root.members.get("messages")) ? "messages" : "chat_completions";
}

function isAnthropicTool(tools: JsonValue | undefined): boolean {
  const [first] = tools?.kind === "array" ? tools.items : [];
  return first?.kind === "object" && first.members.has("input_schema");
}

/** Content blocks that only this dialect has. */
function hasBlocks(messages: JsonValue | undefined): boolean {
  if (messages?.kind !== "array") return false;
  return messages.items.some((message) => {
    const content = message.kind === "object" ? message.members.get("content") : undefined;
    if (content?.kind !== "array") return false;
    return content.items.some((block) => {
      const type = block.kind === "object" ? block.members.get("type") : undefined;
      return type?.kind === "string" && (type.text === "tool_result" || type.text === "tool_use");
    });
  });
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where findings in strings stand in the file; of what is no string, the place of the value. Each string is walked once. */
function spansInFile(document: JsonDocument, findings: readonly Finding[]): ReadonlyMap<Finding, Span> {
  const spans = new Map<Finding, Span>();
  for (const [path, group] of Map.groupBy(findings, (finding) => finding.path)) {
    const node = valueAt(document.root, path.replace(/^[#@]/, ""));
    const whole = { start: node?.start ?? 0, end: node?.end ?? 0 };
    const isText = node?.kind === "string" && !/^[#@]/.test(path);
    const offsets = [...new Set(group.flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b);
    const raw = isText ? rawOffsets(document.text, node.start + 1, offsets) : [];
    const inFile = new Map(offsets.map((offset, index) => [offset, raw[index]]));
    for (const finding of group) {
      const start = inFile.get(finding.start) ?? whole.start;
      spans.set(finding, { start, end: inFile.get(finding.end) ?? whole.end });
    }
  }
  return spans;
}

/** Offsets in the spelling of a string, for ascending offsets in what it says. An escape spells one UTF-16 unit. */
function rawOffsets(source: string, literalStart: number, offsets: readonly number[]): readonly number[] {
  let raw = literalStart;
  let at = 0;
  return offsets.map((offset) => {
    for (; at < offset; at += 1) raw += source[raw] !== "\\" ? 1 : source[raw + 1] === "u" ? 6 : 2;
    return raw;
  });
}

/** @see RFC 6901 section 4 */
function valueAt(root: JsonValue, pointer: string): JsonValue | undefined {
  let value: JsonValue | undefined = root;
  for (const token of pointer.split("/").slice(1)) {
    const key = token.replaceAll("~1", "/").replaceAll("~0", "~");
    if (value?.kind === "object") value = value.members.get(key);
    else value = value?.kind === "array" ? value.items[Number(key)] : undefined;
  }
  return value;
}
