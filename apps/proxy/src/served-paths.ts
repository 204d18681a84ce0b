import type { BodyShape, Dialect } from "@infershield/llm-wire";
import type { Operation } from "@infershield/providers";

/** One served path. */
export interface Rule {
  readonly method: "GET" | "POST";
  /** Without provider prefix; `{model}` and `{method}` stand for names that go into the upstream path. One that begins with `/v1` is served without it, too. */
  readonly path: string;
  /** What fits a path with names in it. */
  readonly pattern?: RegExp;
  readonly dialect: Dialect;
  readonly operation: Operation;
  /** How the body is read and the answer scanned. */
  readonly shape?: BodyShape;
  /** What OpenTelemetry calls the operation, where that is another name. */
  readonly telemetryName?: string;
}

/** Every path that is served. */
export const rules: readonly Rule[] = [
  post("/v1/chat/completions", "openai", "chat_completions", { telemetryName: "chat" }),
  post("/v1/completions", "openai", "completions", { telemetryName: "text_completion" }),
  post("/v1/embeddings", "openai", "embeddings"),
  post("/v1/responses", "openai", "responses", { telemetryName: "chat" }),
  post("/v1/responses/compact", "openai", "responses", { operation: "responses_compact" }),
  get("/v1/models", "openai", "models"),
  get(
    "/v1/models/{model}",
    "openai",
    "models",
    /^(?:\/v1)?\/models\/(?<model>[\w.:@+-](?:[\w.:@+/-]|%(?:2[bBfF]|3[aA]|40))*)$/,
  ),
  post("/v1/messages", "anthropic", "messages", { telemetryName: "chat" }),
  post("/v1/messages/count_tokens", "anthropic", "count_tokens"),
  post("/v1beta/models/{model}:{method}", "gemini", "generate_content", {
    pattern:
      /^\/v1beta\/models\/(?<model>[\w.-]+):(?<method>generateContent|streamGenerateContent|countTokens|embedContent|batchEmbedContents)$/,
  }),
  get("/v1beta/models", "gemini", "gemini_models"),
  get("/v1beta/models/{model}", "gemini", "gemini_models", /^\/v1beta\/models\/(?<model>[\w.-]+)$/),
  post("/v2/chat", "cohere", "cohere_chat", { telemetryName: "chat" }),
  post("/api/chat", "ollama", "ollama_chat", { telemetryName: "chat" }),
  post("/v2/embed", "cohere", "cohere_embed", { telemetryName: "embeddings" }),
];

function post(
  path: string,
  dialect: Dialect,
  shape: BodyShape & Operation,
  more: Pick<Partial<Rule>, "operation" | "pattern" | "telemetryName"> = {},
): Rule {
  return { method: "POST", path, dialect, operation: shape, shape, ...more };
}

function get(path: string, dialect: Dialect, operation: Operation, pattern?: RegExp): Rule {
  return { method: "GET", path, dialect, operation, ...(pattern && { pattern }) };
}

/** The ways to write a rule's path. */
export function spellings({ path }: Rule): readonly string[] {
  return path.startsWith("/v1/") ? [path, path.slice("/v1".length)] : [path];
}

/** Names in a path, such as that of a model. */
export type Names = Readonly<Record<string, string | undefined>>;

/** What a path without names has. */
export const noNames: Names = {};

const plain: ReadonlyMap<string, Rule> = new Map(
  rules.flatMap((rule) => (rule.pattern ? [] : spellings(rule).map((path) => [path, rule]))),
);

/** The rule of a path without provider prefix, whatever the method. */
export function ruleOf(path: string): { readonly rule: Rule; readonly names: Names } | undefined {
  const known = plain.get(path);
  if (known !== undefined) return { rule: known, names: noNames };
  for (const rule of rules) {
    const match = rule.pattern?.exec(path);
    if (match) return { rule, names: match.groups ?? noNames };
  }
  return undefined;
}
