import { DeviceFlowError, type DeviceFlowErrorCode } from "../src/index.ts";

/** Matches an error of this package by its code and, when given, by the server's own error. */
export function failsWith(code: DeviceFlowErrorCode, oauthError?: string): (error: unknown) => boolean {
  return (error) =>
    error instanceof DeviceFlowError &&
    error.code === code &&
    (oauthError === undefined || error.oauthError === oauthError);
}
