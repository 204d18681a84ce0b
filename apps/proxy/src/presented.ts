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
 * @throws ProxyError `AMBIGUOUS_CREDENTIALS`, `INVALID_TOKEN`, and `BAD_REQUEST` for a key in the query
 */
export function readPresented(exchange: Pick<Exchange, "headers" | "query" | "pathToken">): Presented {
  if (hasKey(exchange.query)) {
    throw new ProxyError("BAD_REQUEST", "A key in the URL ends up in logs. Send it in the x-goog-api-key header.", {
      reason: "key_in_query",
    });
  }
  const found = [
    bearer(exchange.headers.authorization),
    plain("x-api-key", exchange.headers["x-api-key"]),
    plain("x-goog-api-key", exchange.headers["x-goog-api-key"]),
    plain("x-infershield-key", exchange.headers["x-infershield-key"]),
    exchange.pathToken && { value: exchange.pathToken.reveal(), header: "path" },
  ].filter((item) => item !== undefined);
  const token = only(found.filter((item) => isOurs(item)));
  const foreign = only(found.filter((item) => !isOurs(item)));
  return {
    ...(token && { token: { value: new Secret(token.value), inPath: token.header === "path" } }),
    ...(foreign && { foreign: { value: new Secret(foreign.value), header: foreign.header } }),
  };
}

/** Whether the query names a credential, however its name is spelled, or carries an InferShield token. */
function hasKey(query: string): boolean {
  return [...new URLSearchParams(query)].some(
    ([name, value]) => keyNames.has(name.toLowerCase()) || holdsInferShieldToken(name + value),
  );
}

const keyNames: ReadonlySet<string> = new Set(["key", "api_key", "api-key", "apikey", "access_token", "token"]);

/** Whether an InferShield token, whole or in part, stands anywhere in the text. */
export function holdsInferShieldToken(text: string): boolean {
  return /ifs[parsd]_[0-9A-Za-z]{20}/.test(text);
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
