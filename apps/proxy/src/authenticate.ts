import { defaultTenant, type Principal, type Secret } from "@infershield/core";
import type { Directory } from "@infershield/identity";
import { type ForeignCredential, readPresented } from "./presented.ts";
import { ProxyError } from "./proxy-error.ts";
import type { Exchange } from "./receive.ts";

/** Who asks, and what they brought along. */
export interface Caller {
  readonly principal: Principal;
  /** The accepted InferShield token, for noticing its revocation while a stream runs; absent for an anonymous caller. */
  readonly token?: Secret;
  /** The client's own key where the mode may use it. */
  readonly foreign?: ForeignCredential;
}

/** Whose key is spent, and whether somebody may come without a token. */
export interface AuthenticationRules {
  readonly keyMode: "server" | "passthrough" | "auto";
  /** Single user, loopback bind, no reverse proxy in front, and no `INFERSHIELD_REQUIRE_TOKEN`. */
  readonly anonymousAllowed: boolean;
}

const anonymous: Principal = {
  kind: "anonymous",
  tenant: defaultTenant,
  userId: "anonymous",
  scopes: ["proxy:invoke"],
  providers: "all",
};

/**
 * Finds out who asks.
 *
 * @throws ProxyError `MISSING_TOKEN`, `INVALID_TOKEN`, `MISSING_CLIENT_KEY`, `NOT_PERMITTED`, `AMBIGUOUS_CREDENTIALS`, `BAD_REQUEST`
 */
export async function authenticate(
  exchange: Exchange,
  directory: Directory,
  rules: AuthenticationRules,
): Promise<Caller> {
  const presented = readPresented(exchange);
  const foreign = rules.keyMode === "server" ? undefined : presented.foreign;
  if (presented.token === undefined && !rules.anonymousAllowed) {
    throw new ProxyError("MISSING_TOKEN", "An InferShield token is needed.", {
      reason: "missing_token",
      hint: 'Make one with "infershield token create" and send it as Authorization: Bearer.',
    });
  }
  if (rules.keyMode === "passthrough" && foreign === undefined) {
    throw new ProxyError(
      "MISSING_CLIENT_KEY",
      "Missing Authorization header. In passthrough mode the client must supply Authorization: Bearer <your-api-key>.",
      { reason: "missing_client_key" },
    );
  }
  if (presented.token === undefined) return { principal: anonymous, ...(foreign && { foreign }) };
  const principal = await checkToken(presented.token, directory);
  return { principal, token: presented.token.value, ...(foreign && { foreign }) };
}

async function checkToken(
  token: { readonly value: Secret; readonly inPath: boolean },
  directory: Directory,
): Promise<Principal> {
  const result = await directory.authenticate(token.value);
  if (!result.ok) throw invalidToken(result.reason);
  // A path token stands in URLs that others may see; it must not be worth more elsewhere, nor another token stand there.
  if (result.grant.path !== token.inPath) throw invalidToken("wrong_place");
  if (!result.principal.scopes.includes("proxy:invoke")) {
    throw new ProxyError("NOT_PERMITTED", "This InferShield token may not be used for model requests.", {
      reason: "scope",
    });
  }
  return result.principal;
}

/** One answer for unknown, expired and revoked; the reason goes to the audit record only. */
function invalidToken(reason: string): ProxyError {
  return new ProxyError("INVALID_TOKEN", "The InferShield token is not valid.", { reason });
}
