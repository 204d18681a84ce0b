import { Secret } from "@infershield/core";
import { isInferShieldToken } from "@infershield/identity";
import { ProxyError } from "./proxy-error.ts";
import type { Exchange } from "./receive.ts";

/** A credential that is not InferShield's: the client's own key for a provider. */
export interface ForeignCredential {
  readonly value: Secret;
  /** Lower-case name of the header that brought it; it goes upstream in the same one. */
  readonly header: string;
}

/** The credentials that a request carries. */
export interface Presented {
  readonly token?: { readonly value: Secret; readonly inPath: boolean };
  readonly foreign?: ForeignCredential;
}

/**
 * Sorts the request's credentials into at most one InferShield token and at most one foreign value.
 *
 * @throws ProxyError `AMBIGUOUS_CREDENTIALS`, `INVALID_TOKEN`, and `BAD_REQUEST` for a key in the query or one with control characters or signs beyond ASCII
 */
export function readPresented(exchange: Pick<Exchange, "headers" | "query" | "pathToken">): Presented {
  if (hasKey(exchange.query)) throw keyInUrl();
  const found = [
    bearer(exchange.headers.authorization),
    plain("x-api-key", exchange.headers["x-api-key"]),
    plain("x-goog-api-key", exchange.headers["x-goog-api-key"]),
    plain("x-infershield-key", exchange.headers["x-infershield-key"]),
    exchange.pathToken && { value: exchange.pathToken.reveal(), header: "path" },
  ].filter((item) => item !== undefined);
  if (!found.every(({ value }) => plainValue.test(value))) {
    throw new ProxyError("BAD_REQUEST", "A key holds a sign that no key has.", { reason: "key_form" });
  }
  const token = only(found.filter((item) => isOurs(item)));
  const foreign = only(found.filter((item) => !isOurs(item)));
  return {
    ...(token && { token: { value: new Secret(token.value), inPath: token.header === "path" } }),
    ...(foreign && { foreign: { value: new Secret(foreign.value), header: foreign.header } }),
  };
}

/** Visible ASCII, space and tab: anything else in a header has two readings somewhere on the way. */
export const plainValue: RegExp = /^[\t -~]*$/;

/** Whether the query names a credential, however its name is spelled, or carries one. */
function hasKey(query: string): boolean {
  if (query === "") return false;
  return [...new URLSearchParams(query)].some(
    ([name, value]) => keyNames.has(name.toLowerCase()) || holdsCredential(name) || holdsCredential(value),
  );
}

const keyNames: ReadonlySet<string> = new Set(["key", "api_key", "api-key", "apikey", "access_token", "token"]);

/**
 * Whether an InferShield token, whole or in part, or a key of one of the commonest forms stands in the text. For what travels beside the
 * body: headers, the query, names. The body is scanned by all rules.
 */
export function holdsCredential(text: string): boolean {
  return credentials.some((form) => form.test(text));
}

const credentials: readonly RegExp[] = [
  /ifs[parsd]_[0-9A-Za-z]{20}/,
  /\b[sr]k[-_][\w-]{20}/,
  /\bgh[pousr]_\w{30}|\bgithub_pat_\w{20}|\bhf_\w{30}|\bnpm_\w{30}/,
  /\bglpat-[\w-]{16}|\bxox[abeoprs]-[\w-]{16}/,
  /\bAIza[\w-]{30}|\bya29\.[\w-]{20}|\bA[KS]IA[0-9A-Z]{16}/,
  /\.eyJ[\w-]{10}/,
  // An address with a password: coding agents tell the remotes of a repository in a header.
  /:\/\/[^\s/@:"]{0,64}:[^\s/@"]{1,256}@/,
];

/** The refusal of a credential that stands in the path or the query. */
export function keyInUrl(): ProxyError {
  return new ProxyError("BAD_REQUEST", "A key in the URL ends up in logs. Send it in the x-goog-api-key header.", {
    reason: "key_in_url",
  });
}

/** The text, unless it holds a credential: then a word that says so. For records of who asked for what. */
export function recordable(text: string): string {
  return holdsCredential(text) ? "[credential]" : text;
}

interface Found {
  readonly value: string;
  readonly header: string;
}

/** The path and our own header hold nothing else but InferShield tokens, well-formed or not. */
function isOurs(found: Found): boolean {
  return found.header === "path" || found.header === "x-infershield-key" || isInferShieldToken(found.value);
}

function bearer(value: string | undefined): Found | undefined {
  if (value === undefined || value.trim() === "") return undefined;
  const match = /^Bearer[ \t]*/i.exec(value);
  if (match === null) {
    throw new ProxyError("INVALID_TOKEN", "Only bearer tokens are accepted.", { reason: "scheme" });
  }
  const token = value.slice(match[0].length).trim();
  return token === "" ? undefined : { value: token, header: "authorization" };
}

function plain(header: string, value: string | readonly string[] | undefined): Found | undefined {
  if (typeof value !== "string" || value.trim() === "") return undefined;
  return { value: value.trim(), header };
}

/** The one value of a kind; the same value in two places counts once. */
function only(found: readonly Found[]): Found | undefined {
  const [first, ...others] = found;
  if (others.some((other) => other.value !== first?.value)) {
    throw new ProxyError("AMBIGUOUS_CREDENTIALS", "Send one InferShield token and at most one provider key.", {
      reason: "ambiguous_credentials",
    });
  }
  return first;
}
