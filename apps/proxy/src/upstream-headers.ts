import type { IncomingHttpHeaders } from "node:http";
import type { Dialect } from "@infershield/llm-wire";
import { dialectTraits } from "./dialect-traits.ts";
import { holdsCredential, plainValue } from "./presented.ts";

/** Request headers that say something to the provider and nothing about who asks. Whatever is not listed stays here. */
const everyDialect: readonly string[] = [
  "accept",
  "idempotency-key",
  "user-agent",
  "x-app",
  "x-client-request-id",
  "x-initiator",
  "x-interaction-type",
  "x-session-affinity",
  "x-session-id",
  "x-stainless-arch",
  "x-stainless-helper-method",
  "x-stainless-lang",
  "x-stainless-os",
  "x-stainless-package-version",
  "x-stainless-retry-count",
  "x-stainless-runtime",
  "x-stainless-runtime-version",
  "x-stainless-timeout",
];

/**
 * Builds the headers of the upstream request from an allow-list.
 *
 * @param own - Headers that the provider or the credential demands; they win over the client's.
 */
export function upstreamHeaders(
  headers: IncomingHttpHeaders,
  dialect: Dialect,
  own: Readonly<Record<string, string>>,
): Record<string, string> {
  const sent: Record<string, string> = {};
  for (const names of [everyDialect, dialectTraits[dialect].headers]) {
    for (const name of names) {
      const value = headers[name];
      if (typeof value === "string" && plainValue.test(value) && !holdsCredential(value)) sent[name] = value;
    }
  }
  return Object.assign(sent, own);
}

/** Response headers that clients act on, beside the content type. Cookies, redirects, alternative services and our own names never come back. */
const returned: ReadonlySet<string> = new Set([
  "anthropic-organization-id",
  "cache-control",
  "etag",
  "openai-model",
  "openai-organization",
  "openai-processing-ms",
  "openai-version",
  "request-id",
  "retry-after",
  "retry-after-ms",
  "x-models-etag",
  "x-reasoning-included",
  "x-request-id",
  "x-should-retry",
]);

const returnedPrefixes: readonly string[] = ["x-ratelimit-", "anthropic-ratelimit-", "x-codex-"];

/** Picks the response headers that go back to the client. */
export function returnedHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (typeof value !== "string" || !plainValue.test(value)) continue;
    if (name === "content-type") kept[name] = inUtf8(value);
    else if (returned.has(name) || returnedPrefixes.some((prefix) => name.startsWith(prefix))) kept[name] = value;
  }
  return kept;
}

/** The media type of an answer, in lower case; empty where it names none, or several. */
export function mediaTypeOf(contentType: unknown): string {
  return typeof contentType === "string" ? (contentType.split(";", 1)[0] ?? "").trim().toLowerCase() : "";
}

/** Without parameters where they name another charset: answers are read as UTF-8, and a client must not read another text. */
function inUtf8(contentType: string): string {
  return /;\s*charset\s*=(?!\s*"?utf-?8"?\s*(?:;|$))/i.test(contentType) ? mediaTypeOf(contentType) : contentType;
}
