import { type Custody, CustodyError } from "@infershield/key-custody";
import type { Provider } from "@infershield/providers";
import type { LoginCommand } from "./login-command.ts";

/** Custody whose refusals name commands that work for people of a team: what is stored for them lies on this server. */
export function teamCustody(custody: Custody, loginCommand: LoginCommand): Custody {
  const naming = async <T>(work: Promise<T>, provider: Provider): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw named(error, provider, loginCommand);
    }
  };
  return {
    ...custody,
    credentialFor: (request) => naming(custody.credentialFor(request), request.provider),
    refreshAfterUnauthorized: (credential, request) =>
      naming(custody.refreshAfterUnauthorized(credential, request), request.provider),
  };
}

function named(
  error: unknown,
  { name, displayName, environmentVariables }: Provider,
  loginCommand: LoginCommand,
): unknown {
  if (!(error instanceof CustodyError)) return error;
  if (error.code === "REAUTHENTICATION_REQUIRED") {
    const hint = `Run \`${loginCommand(name)}\`.`;
    return new CustodyError(error.code, `Sign in to ${displayName} again.`, { cause: error, hint });
  }
  if (error.code === "UPSTREAM_KEY_NOT_CONFIGURED") {
    const [variable] = environmentVariables;
    const shared = variable === undefined ? "" : ` ${variable} is not set on the server.`;
    const hint = `Run \`${loginCommand(name, { withToken: true })}\` with a key of your own, or ask your administrator.`;
    return new CustodyError(error.code, `Nothing is stored for you at ${displayName}.${shared}`, {
      cause: error,
      hint,
    });
  }
  return error;
}
