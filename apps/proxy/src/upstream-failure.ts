import { ProxyError } from "./proxy-error.ts";

/** Codes of Node for a connection that never came about. */
const noWay: ReadonlySet<string> = new Set(
  "ECONNREFUSED ENOTFOUND EAI_AGAIN EHOSTUNREACH ENETUNREACH EHOSTDOWN ENETDOWN EADDRNOTAVAIL".split(" "),
);

/** Codes of OpenSSL and Node for a certificate that is not trusted. */
const untrusted: ReadonlySet<string> = new Set(
  "DEPTH_ZERO_SELF_SIGNED_CERT SELF_SIGNED_CERT_IN_CHAIN UNABLE_TO_VERIFY_LEAF_SIGNATURE UNABLE_TO_GET_ISSUER_CERT UNABLE_TO_GET_ISSUER_CERT_LOCALLY CERT_UNTRUSTED CERT_HAS_EXPIRED CERT_NOT_YET_VALID ERR_TLS_CERT_ALTNAME_INVALID".split(
    " ",
  ),
);

/** What a failed connection to a provider is for the client: one sentence that says where to look, without addresses. */
export function upstreamFailure(cause: Error & { readonly code?: string }): ProxyError {
  if (cause instanceof ProxyError) return cause;
  const { code = "" } = cause;
  switch (code) {
    case "UND_ERR_CONNECT_TIMEOUT":
    case "UND_ERR_HEADERS_TIMEOUT":
    case "UND_ERR_BODY_TIMEOUT":
      return new ProxyError("UPSTREAM_TIMEOUT", "The provider did not answer in time.", {
        reason: code.slice("UND_ERR_".length).toLowerCase(),
        cause,
      });
    default:
      return new ProxyError("UPSTREAM_ERROR", describe(code), {
        reason: code === "" ? "broken_off" : code.toLowerCase(),
        cause,
      });
  }
}

function describe(code: string): string {
  if (noWay.has(code)) {
    return `The provider could not be reached (${code}); nothing was sent. "infershield doctor" says which address it is.`;
  }
  if (untrusted.has(code)) {
    return `The provider's certificate is not trusted (${code}); nothing was sent. A company's own authority goes into NODE_EXTRA_CA_CERTS.`;
  }
  return "The provider broke off before its answer was whole; try again.";
}
