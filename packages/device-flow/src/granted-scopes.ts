import { DeviceFlowError } from "./error.ts";
import type { TokenSet } from "./token-set.ts";

/**
 * Checks that a token set was granted what its use cannot do without. A server that names no scopes granted what was asked for.
 *
 * @throws DeviceFlowError `ACCESS_DENIED`, naming the scopes that were not granted
 * @see RFC 6749 sections 3.3 and 5.1
 */
export function checkGrantedScopes(tokens: Pick<TokenSet, "scopes">, required: readonly string[]): void {
  const { scopes } = tokens;
  const missing = scopes === undefined ? [] : required.filter((scope) => !scopes.includes(scope));
  if (missing.length === 0) return;
  throw new DeviceFlowError("ACCESS_DENIED", `The sign-in did not grant: ${missing.join(", ")}.`, {
    hint: "Sign in again and allow everything that is asked for; an account or its administrator may forbid it.",
  });
}
