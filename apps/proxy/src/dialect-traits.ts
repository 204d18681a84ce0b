import type { Dialect } from "@infershield/llm-wire";

/** What tells a dialect's requests from others, before they are read. */
export interface DialectTraits {
  /** In a path it tells the dialect in which an error is answered, also when the path is not served; OpenAI's has none. */
  readonly pathMark?: string;
  /** Request headers of its own that go to the provider. */
  readonly headers: readonly string[];
}

/** Every dialect; those with a mark in the order in which it is looked for. */
export const dialectTraits: Readonly<Record<Dialect, DialectTraits>> = {
  openai: {
    headers: [
      "chatgpt-account-id",
      "oai-product-sku",
      "openai-beta",
      "openai-organization",
      "openai-project",
      "originator",
      "session-id",
      "thread-id",
      "version",
      "x-codex-beta-features",
      "x-codex-routing-hint",
      "x-codex-turn-metadata",
      "x-codex-window-id",
      "x-openai-internal-codex-responses-lite",
      "x-openai-product-sku",
    ],
  },
  anthropic: {
    pathMark: "/messages",
    headers: [
      "anthropic-beta",
      "anthropic-dangerous-direct-browser-access",
      "anthropic-version",
      "x-claude-code-session-id",
    ],
  },
  gemini: { pathMark: "/v1beta/", headers: ["x-goog-api-client"] },
  ollama: { pathMark: "/api/chat", headers: [] },
  cohere: { pathMark: "/v2/", headers: ["x-client-name"] },
};

function isDialect(name: string): name is Dialect {
  return name in dialectTraits;
}

const dialects: readonly Dialect[] = Object.keys(dialectTraits).filter(isDialect);

/** The dialect that a path looks like. */
export function dialectOf(path: string): Dialect {
  const isMarked = (mark: string | undefined): boolean => mark !== undefined && path.includes(mark);
  return dialects.find((dialect) => isMarked(dialectTraits[dialect].pathMark)) ?? "openai";
}
