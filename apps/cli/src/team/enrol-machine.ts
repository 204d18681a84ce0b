import { localUser } from "@infershield/core";
import type { Instance } from "@infershield/instance";
import type { DeviceJson, NewTokenJson } from "@infershield/proxy";
import { recordedLogin } from "../auth/recorded-login.ts";
import { deviceAnswer } from "./answers.ts";
import { ask } from "./ask.ts";
import { serverAdministration } from "./server-administration.ts";
import { keepServerTokens, serverProvider, type TokenToKeep } from "./server-tokens.ts";

/**
 * Turns a one-time code into tokens of this machine, and keeps them sealed in the home.
 *
 * @param instance - Opened before: a code works once, and must not be spent when its tokens cannot be kept.
 * @throws InferShieldError with the code of the server's refusal; CustodyError `STORE_UNAVAILABLE`; AuditError
 */
export function enrolMachine(
  instance: Instance,
  { server, code, device }: { readonly server: string; readonly code: string; readonly device: string },
): Promise<DeviceJson> {
  return recordedLogin(instance, { userId: localUser, provider: serverProvider }, async () => {
    const enrolled = await ask(serverAdministration(server, {}), "POST /admin/login", deviceAnswer, { code, device });
    const { user, administration } = enrolled;
    await keepServerTokens(instance, server, {
      email: user.email,
      device: toKeep(enrolled.device),
      ...(administration && { administration: toKeep(administration) }),
    });
    return enrolled;
  });
}

function toKeep({ token, expires_at }: NewTokenJson): TokenToKeep {
  return { token, expiresAt: Date.parse(expires_at) };
}
