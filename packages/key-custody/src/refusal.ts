import type { Provider } from "@infershield/providers";
import { CustodyError, type CustodyErrorCode, storeUnavailable } from "./error.ts";

/** The error for a refused credential: what happened, and which command or variable helps. */
export function refusal(code: CustodyErrorCode, provider: Provider, retryAfterMs?: number): CustodyError {
  const { name, displayName, environmentVariables, signIn } = provider;
  const login = `infershield auth login ${name}`;
  switch (code) {
    case "MISSING_TOKEN":
      return new CustodyError(code, `The stored ${displayName} credential needs its owner's InferShield token.`, {
        hint: "Create one with `infershield token create` and send it as Authorization: Bearer.",
      });
    case "MISSING_CLIENT_KEY":
      return new CustodyError(
        code,
        "Missing Authorization header. In passthrough mode the client must supply Authorization: Bearer <your-api-key>.",
      );
    case "REAUTHENTICATION_REQUIRED":
      return new CustodyError(code, `Sign in to ${displayName} again.`, { hint: `Run \`${login}\`.` });
    case "UPSTREAM_KEY_NOT_CONFIGURED": {
      const [variable] = environmentVariables;
      const wanted = variable === undefined ? `${displayName} is not signed in` : `${variable} not set`;
      return new CustodyError(code, `${wanted}.`, {
        hint: `${variable === undefined ? "Run" : "Set it, or run"} \`${login}\`.`,
      });
    }
    case "CREDENTIAL_TIMEOUT":
      return new CustodyError(code, `${displayName} gave no usable answer to a token refresh in time.`, {
        retryAfterMs,
      });
    case "NOT_PERMITTED":
      return new CustodyError(code, `This request may not use ${displayName} for this operation.`);
    case "SIGN_IN_UNAVAILABLE":
      return new CustodyError(code, `InferShield cannot sign in to ${displayName} as it is configured.`, {
        hint: signIn?.registerHelp ?? `Store an API key instead: infershield auth login --with-token ${name} < key.txt`,
      });
    case "STORE_UNAVAILABLE":
      return storeUnavailable(undefined);
  }
}
