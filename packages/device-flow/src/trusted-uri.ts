import { DeviceFlowError } from "./error.ts";
import { isTokenText } from "./printable.ts";

const maxUriLength = 2_048;

/** Whether a URL's hostname is this machine: `localhost`, 127.0.0.0/8 or `[::1]`. The URL parser has normalised every spelling of them. */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);
}

/**
 * Checks an address that a request goes to.
 *
 * @throws DeviceFlowError `UNTRUSTED_URI` unless it is https, or http on loopback with `allowInsecureLoopback`
 * @see RFC 8628 section 3.1, RFC 6749 section 3.2 (TLS)
 */
export function checkEndpoint(endpoint: string, options: { readonly allowInsecureLoopback: boolean }): URL {
  const url = parseUri(endpoint, "An endpoint of the authorization server");
  if (url.hash !== "") throw untrusted(`The endpoint on ${url.host} has a fragment, which RFC 6749 forbids.`);
  if (url.protocol === "https:") return url;
  if (url.protocol === "http:" && options.allowInsecureLoopback && isLoopbackHost(url.hostname)) return url;
  throw untrusted(`The endpoint on ${url.host} does not use https.`);
}

/**
 * Checks an address that a person is sent to.
 *
 * It may be on the issuer's host or a subdomain of it, or on one of `verificationHosts`; plain http only on loopback when the issuer is on loopback too.
 *
 * @throws DeviceFlowError `UNTRUSTED_URI`; the message names the host, never the raw text
 * @see RFC 8628 section 5.4 (remote phishing)
 */
export function checkVerificationUri(
  uri: string,
  options: { readonly issuer: string; readonly verificationHosts: readonly string[] },
): string {
  const url = parseUri(uri, "The page to visit");
  const issuer = parseUri(options.issuer, "The issuer");
  const host = url.hostname;
  const known =
    host === issuer.hostname || host.endsWith(`.${issuer.hostname}`) || options.verificationHosts.includes(host);
  if (!known) throw untrusted(`The server sent a page on ${host}, which does not belong to ${issuer.hostname}.`);
  if (url.protocol === "https:") return uri;
  if (url.protocol === "http:" && isLoopbackHost(host) && isLoopbackHost(issuer.hostname)) return uri;
  throw untrusted(`The server sent a page on ${host} that does not use https.`);
}

function parseUri(uri: string, what: string): URL {
  // The URL parser drops tabs and line ends without a word, so the raw text is checked first.
  if (!isTokenText(uri, maxUriLength) || !URL.canParse(uri))
    throw untrusted(`${what} is not a URL of printable characters.`);
  const url = new URL(uri);
  if (url.username !== "" || url.password !== "") throw untrusted(`${what} carries a user name, which hides its host.`);
  return url;
}

function untrusted(message: string): DeviceFlowError {
  return new DeviceFlowError("UNTRUSTED_URI", message, {
    hint: "Check the provider's issuer, endpoints and verification hosts.",
  });
}
