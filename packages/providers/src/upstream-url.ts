import { isIP } from "node:net";
import { isLoopbackHost, isPublicAddress } from "./address.ts";
import { ProviderError } from "./error.ts";

interface UpstreamUrlOptions {
  /** Exact origins that may be a private address, and on a loopback address plain http, such as `http://127.0.0.1:11434`. */
  readonly allowPrivateUpstream?: readonly string[];
}

/** Names that never mean a host of the public internet (RFC 6761, 6762, 8375 and common use). */
const localSuffixes = [
  ".localhost",
  ".local",
  ".internal",
  ".home.arpa",
  ".lan",
  ".intranet",
  ".corp",
  ".home",
  ".test",
  ".invalid",
];

/** Letters, digits, hyphens in labels, at least two labels. IDNs arrive as `xn--`. */
const publicName = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

/**
 * Checks an address that credentials may be sent to: a base URL, an issuer or an endpoint from the configuration.
 *
 * It must be written the way a URL parser would write it back, use https, carry no user name, query or fragment, and be no private
 * address, unless its exact origin is allowed. A public name can still resolve to a private address: `createPinnedLookup` checks that
 * when a connection is made.
 *
 * @throws ProviderError `FORBIDDEN_UPSTREAM`; the message names the rule, not the URL
 */
export function checkUpstreamUrl(url: string, options: UpstreamUrlOptions = {}): void {
  if (!URL.canParse(url)) throw forbidden("is not a URL");
  const parsed = new URL(url);
  // Other spellings of one address (decimal or octal IP, tabs, backslashes, dot segments) exist to mislead a reader.
  if (parsed.href !== url && parsed.href !== `${url}/`) throw forbidden(`must be written as ${parsed.origin}…`);
  if (parsed.protocol !== "https:" && parsed.protocol !== "http:") throw forbidden("must use https");
  if (parsed.username !== "" || parsed.password !== "") throw forbidden("must not carry a user name or password");
  if (parsed.search !== "" || parsed.hash !== "" || url.includes("?") || url.includes("#")) {
    throw forbidden("must not have a query or a fragment");
  }
  if (parsed.pathname.includes("%") || parsed.pathname.includes("//")) throw forbidden("must have a plain path");
  const allowed = options.allowPrivateUpstream?.includes(parsed.origin) ?? false;
  if (parsed.protocol === "http:") {
    if (allowed && isLoopbackHost(parsed.hostname)) return;
    throw forbidden("must use https; plain http is for a loopback address that is allowed by its exact origin");
  }
  if (!allowed && !isPublicHost(parsed.hostname))
    throw forbidden("is a private address that is not allowed by its exact origin");
}

function isPublicHost(hostname: string): boolean {
  const literal = hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
  if (isIP(literal) !== 0) return isPublicAddress(literal);
  return publicName.test(hostname) && !localSuffixes.some((suffix) => hostname.endsWith(suffix));
}

function forbidden(rule: string): ProviderError {
  return new ProviderError("FORBIDDEN_UPSTREAM", `A provider's address ${rule}.`, {
    hint: "Correct it, or list its exact origin in INFERSHIELD_ALLOW_PRIVATE_UPSTREAM when it is meant to be private.",
  });
}
