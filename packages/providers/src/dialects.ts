import type { CredentialKind, CredentialStyle, Provider } from "./provider.ts";

/** The wire dialects that a provider can speak. */
export const providerDialects = ["openai", "anthropic", "gemini", "cohere", "ollama"] as const;

/** The name of a dialect. */
export type ProviderDialect = (typeof providerDialects)[number];

type DialectData = Pick<Provider, "operations" | "credentials">;

/** `Authorization: Bearer`, for every operation. */
export const bearer: CredentialStyle = { header: "authorization", prefix: "Bearer ", serves: "all" };

/** A header of its own that holds the bare key. */
export function keyHeader(header: string): CredentialStyle {
  return { header, prefix: "", serves: "all" };
}

/** The same style for every kind of credential. */
function everyKind(style: CredentialStyle): Readonly<Record<CredentialKind, CredentialStyle>> {
  return { oauth: style, api_key: style, environment: style, client: style };
}

/** The same style for every kind but a sign-in token. */
export function keysOnly(style: CredentialStyle): Readonly<Partial<Record<CredentialKind, CredentialStyle>>> {
  return { api_key: style, environment: style, client: style };
}

/** What a provider of each dialect serves and how it takes a key, unless its definition says otherwise. Paths follow a base URL that includes the API version. */
export const dialects: Readonly<Record<ProviderDialect, DialectData>> = {
  openai: {
    operations: {
      chat_completions: "/chat/completions",
      completions: "/completions",
      embeddings: "/embeddings",
      responses: "/responses",
      responses_compact: "/responses/compact",
      models: "/models",
    },
    credentials: everyKind(bearer),
  },
  anthropic: {
    operations: { messages: "/messages", count_tokens: "/messages/count_tokens", models: "/models" },
    credentials: { ...keysOnly(keyHeader("x-api-key")), oauth: bearer },
  },
  gemini: {
    operations: { generate_content: "/models/{model}:{method}", gemini_models: "/models" },
    credentials: { ...keysOnly(keyHeader("x-goog-api-key")), oauth: bearer },
  },
  ollama: { operations: { ollama_chat: "/chat" }, credentials: everyKind(bearer) },
  cohere: {
    operations: { cohere_chat: "/chat", cohere_embed: "/embed" },
    credentials: everyKind(bearer),
  },
};
