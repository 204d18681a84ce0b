import type { DeviceCode, Provider } from "oidc-provider";
import { sandboxClientId } from "./authorization-server.ts";
import { SandboxError } from "./error.ts";
import { scopeOf } from "./scope.ts";

/**
 * Approves a code as a person would on the pages.
 *
 * @param options.login - Who approves.
 * @throws SandboxError `UNKNOWN_CODE`
 */
export async function approveCode(
  provider: Provider,
  userCode: string,
  options: { readonly login: string; readonly now: number },
): Promise<void> {
  const code = await waitingCode(provider, userCode);
  const scope = scopeOf(code.params);
  const grant = new provider.Grant({ accountId: options.login, clientId: sandboxClientId });
  grant.addOIDCScope(scope);
  code.grantId = await grant.save();
  code.accountId = options.login;
  code.authTime = Math.floor(options.now / 1_000);
  code.scope = scope;
  await code.save();
}

/**
 * Refuses a code as a person would on the pages.
 *
 * @throws SandboxError `UNKNOWN_CODE`
 */
export async function denyCode(provider: Provider, userCode: string): Promise<void> {
  const code = await waitingCode(provider, userCode);
  code.error = "access_denied";
  code.errorDescription = "The person refused.";
  await code.save();
}

async function waitingCode(provider: Provider, userCode: string): Promise<DeviceCode> {
  const code = await provider.DeviceCode.findByUserCode(userCode.replaceAll(/[^A-Za-z]/g, "").toUpperCase());
  if (code === undefined || code.isExpired || code.accountId !== undefined || code.error !== undefined) {
    throw new SandboxError("UNKNOWN_CODE", "No sign-in waits for this code.", {
      hint: "Check the code; it may have expired or been decided already.",
    });
  }
  return code;
}
