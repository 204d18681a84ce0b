import { genericGrantRequest } from "openid-client";
import { type AnswerFields, errorDescriptionOf, errorOf, readFields } from "./answer-fields.ts";
import { call } from "./call.ts";
import type { OAuthClient } from "./client.ts";
import { callAs, type OperationOptions } from "./configuration.ts";
import type { CodeExchange } from "./deviations.ts";
import type { DeviceAuthorization } from "./device-authorization.ts";
import { DeviceFlowError } from "./error.ts";
import { oauthFailure } from "./oauth-errors.ts";
import { isTokenText } from "./printable.ts";
import { readTokenSet, type TokenSet } from "./token-set.ts";

/**
 * One poll of a device login that is not RFC 8628: asks for the authorization code and, once there is one, redeems it.
 *
 * @throws DeviceFlowError with `oauthError` `authorization_pending` or `slow_down` while the person has not decided
 */
export async function requestExchangedToken(
  client: OAuthClient,
  authorization: DeviceAuthorization,
  codeExchange: CodeExchange,
  options: OperationOptions,
): Promise<TokenSet> {
  const { code, codeVerifier } = await askForCode(client, authorization, codeExchange, options);
  const { value, facts } = await callAs(client, "token", options, (configuration) =>
    genericGrantRequest(configuration, "authorization_code", {
      code,
      redirect_uri: codeExchange.redirectUri,
      ...(codeVerifier === undefined ? {} : { code_verifier: codeVerifier }),
    }),
  );
  return readTokenSet(client, value, facts);
}

interface AuthorizationCode {
  readonly code: string;
  readonly codeVerifier?: string;
}

const maxCodeLength = 4_096;

async function askForCode(
  client: OAuthClient,
  authorization: DeviceAuthorization,
  { pollEndpoint }: CodeExchange,
  options: OperationOptions,
): Promise<AuthorizationCode> {
  const body = new URLSearchParams({
    [deviceCodeField(client)]: authorization.deviceCode.reveal(),
    user_code: authorization.userCode,
  });
  const { value } = await call("device_poll", { ...client, ...options }, async (fetch) => {
    const headers = { "content-type": "application/x-www-form-urlencoded;charset=UTF-8", accept: "application/json" };
    const response = await fetch(pollEndpoint, { method: "POST", headers, body, redirect: "manual" });
    const fields = readFields(await response.text(), "application/json") ?? {};
    const error = errorOf(fields, { failed: !response.ok });
    if (error === undefined) return readCode(fields);
    throw oauthFailure(error, { aliases: client.deviations?.errorAliases, description: errorDescriptionOf(fields) });
  });
  return value;
}

function deviceCodeField({ deviations }: OAuthClient): string {
  const alias = Object.entries(deviations?.fieldAliases ?? {}).find(([, name]) => name === "device_code");
  return alias?.[0] ?? "device_code";
}

function readCode(fields: AnswerFields): AuthorizationCode {
  const { authorization_code: code, code_verifier: codeVerifier } = fields;
  if (typeof code !== "string" || !isTokenText(code, maxCodeLength)) {
    throw new DeviceFlowError("INVALID_RESPONSE", "The server sent no usable authorization code.");
  }
  return { code, ...(typeof codeVerifier === "string" ? { codeVerifier } : {}) };
}
