import { ProxyError, unknownPath } from "./proxy-error.ts";

/** The head of a request as the parser read it, before anything was interpreted. */
export interface RequestHead {
  readonly method: string;
  /** Request target as sent: path and query. */
  readonly target: string;
  /** Its path, without path token. */
  readonly path: string;
  readonly httpVersion: string;
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[];
}

/** What is served, under which names, and to which web pages. */
export interface GuardRules {
  /** `name:port` in lower case, and names alone for port 80. */
  readonly hosts: ReadonlySet<string>;
  /** Browser origins that may call; normally none. */
  readonly origins: ReadonlySet<string>;
  /** Whether anything is served at a path. */
  readonly serves: (path: string) => boolean;
}

const maxTargetLength = 2_048;
const maxHeaders = 100;

/** Headers that decide who asks, for what, and where the body ends: a second one would be read differently by somebody. */
const singleHeaders: ReadonlySet<string> = new Set([
  "anthropic-version",
  "authorization",
  "content-encoding",
  "content-length",
  "content-type",
  "expect",
  "host",
  "origin",
  "sec-fetch-site",
  "transfer-encoding",
  "upgrade",
  "x-api-key",
  "x-goog-api-key",
  "x-infershield-key",
]);

/**
 * Refuses what no honest tool sends: foreign web pages, rebound host names, ambiguous framing, paths with two readings.
 * Runs on the raw head, before routing, and touches neither body nor state.
 *
 * @throws ProxyError with the code of the refusal
 */
export function guardRequest(head: RequestHead, rules: GuardRules): void {
  if (head.httpVersion !== "1.1") refuse("BAD_REQUEST", "Use HTTP/1.1.", "http_version");
  const headers = readHeaders(head.rawHeaders);
  guardHost(headers, rules);
  guardBrowser(head, headers, rules);
  guardTarget(head.target);
  guardMethod(head.method);
  guardUpgrade(head.target, headers);
  guardFraming(head.method, headers);
  guardExpectation(headers);
  guardContentType(head, headers, rules);
}

type Headers = ReadonlyMap<string, string>;

/** The singular headers by lower-case name. */
function readHeaders(rawHeaders: readonly string[]): Headers {
  if (rawHeaders.length > 2 * maxHeaders) refuse("HEADERS_TOO_LARGE", "Too many headers.", "header_count");
  const found = new Map<string, string>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? "").toLowerCase();
    if (name.includes("_")) guardUnderscore(name);
    if (name === "trailer") refuse("BAD_REQUEST", "Trailers are not accepted.", "trailer");
    if (!singleHeaders.has(name)) continue;
    if (found.has(name)) refuse("BAD_REQUEST", `More than one ${name} header.`, "duplicate_header");
    found.set(name, rawHeaders[index + 1] ?? "");
  }
  return found;
}

/** Other servers read `x_api_key` as `x-api-key`; nobody honest sends such a name. */
function guardUnderscore(name: string): void {
  const read = name.replaceAll("_", "-");
  if (singleHeaders.has(read) || read.startsWith("x-infershield-")) {
    refuse("BAD_REQUEST", "A header name imitates a reserved one.", "header_name");
  }
}

/** A rebound DNS name reaches the socket, but its Host header stays the attacker's. */
function guardHost(headers: Headers, rules: GuardRules): void {
  const host = headers.get("host")?.toLowerCase();
  if (host === undefined || !rules.hosts.has(host)) {
    refuse(
      "WRONG_HOST",
      "This host name is not served here. Add it to INFERSHIELD_ALLOWED_HOSTS if it should be.",
      "host",
    );
  }
}

/** Browsers always tell where a page's request comes from; tools do not send these headers. */
function guardBrowser(head: RequestHead, headers: Headers, rules: GuardRules): void {
  const origin = headers.get("origin");
  const allowed = origin !== undefined && rules.origins.has(origin);
  if (origin !== undefined && !allowed) refuse("ORIGIN_FORBIDDEN", "Web pages may not call this proxy.", "origin");
  const site = headers.get("sec-fetch-site")?.trim().toLowerCase() ?? "none";
  if (site !== "none" && site !== "same-origin" && !allowed) {
    refuse("ORIGIN_FORBIDDEN", "Web pages may not call this proxy.", "sec_fetch_site");
  }
  if (head.method === "OPTIONS") refuse("ORIGIN_FORBIDDEN", "Cross-origin requests are not served.", "preflight");
}

/** Only a path that every parser reads the same way passes: policy and upstream must mean the same resource. */
function guardTarget(target: string): void {
  const bad = (reason: string): never => refuse("BAD_REQUEST", "The request path is not in its plain form.", reason);
  if (target.length > maxTargetLength) refuse("BAD_REQUEST", "The request path is too long.", "target_length");
  if (!/^\/(?!\/)[!-~]*$/.test(target) || /[#\\]/.test(target)) bad("target_form");
  const path = target.split("?", 1)[0] ?? "";
  const plain = namesModel(path) ? target.slice(path.length) : target;
  if (/%(?:2f|5c|00)/i.test(plain)) bad("target_escape");
  // Without dots and escapes there is nothing to normalise.
  if (/^[\w/:-]*$/.test(path)) return;
  const url = URL.parse(path, "http://guard.invalid");
  if (url?.pathname !== path) bad("target_normal_form");
}

/** Asks about one model, whose name may hold slashes: SDKs encode them. None of its segments can climb. */
function namesModel(path: string): boolean {
  const name = /\/models\/([^/]+)$/.exec(path)?.[1];
  return name?.split(/%2f/i).every((segment) => /^[\w:@+-](?:[\w.:@+-]|%(?:3a|40|2b))*$/i.test(segment)) ?? false;
}

function guardMethod(method: string): void {
  if (method !== "GET" && method !== "POST" && method !== "HEAD") {
    refuse("METHOD_NOT_ALLOWED", `The method ${method} is not served.`, "method");
  }
}

/** Codex tries a WebSocket first and falls back at once on 426; anything else makes it retry for seconds. */
function guardUpgrade(target: string, headers: Headers): void {
  if (!headers.has("upgrade")) return;
  const path = target.split("?", 1)[0] ?? "";
  if (path.endsWith("/responses")) refuse("UPGRADE_REQUIRED", "WebSockets are not served. Use HTTP.", "upgrade");
  refuse("BAD_REQUEST", "Upgrades are not served.", "upgrade");
}

function guardFraming(method: string, headers: Headers): void {
  const coding = headers.get("transfer-encoding");
  const length = headers.get("content-length");
  if (coding !== undefined && (coding.toLowerCase() !== "chunked" || length !== undefined)) {
    refuse("BAD_REQUEST", "The length of the body is ambiguous.", "framing");
  }
  if (length !== undefined && !/^\d{1,15}$/.test(length))
    refuse("BAD_REQUEST", "Content-Length is not a number.", "framing");
  if (method !== "POST" && (coding !== undefined || (length ?? "0") !== "0")) {
    refuse("BAD_REQUEST", `A ${method} request has no body.`, "framing");
  }
}

function guardExpectation(headers: Headers): void {
  const expected = headers.get("expect")?.toLowerCase() ?? "100-continue";
  if (expected !== "100-continue") refuse("BAD_REQUEST", "Nothing else can be expected than 100-continue.", "expect");
}

/** Forms and text/plain are what a web page can send without a preflight: nothing is done with them, at whatever path. */
function guardContentType({ method, path }: RequestHead, headers: Headers, { serves }: GuardRules): void {
  if (method !== "POST" || isJson(headers.get("content-type"))) return;
  if (!serves(path)) throw unknownPath();
  refuse("UNSUPPORTED_MEDIA_TYPE", "Send Content-Type: application/json.", "content_type");
}

function isJson(contentType: string | undefined): boolean {
  return contentType !== undefined && /^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i.test(contentType.trim());
}

function refuse(code: ConstructorParameters<typeof ProxyError>[0], message: string, reason: string): never {
  throw new ProxyError(code, message, { reason });
}
