import { InferShieldError, type Secret, type System, system } from "@infershield/core";
import { CliError } from "../cli-error.ts";
import { printable } from "../printable.ts";
import type { Administration } from "./administration.ts";

const timeoutMs = 30_000;

/**
 * The admin API of a team's server.
 *
 * @param server - Its address, from `serverAddress`.
 * @param token - An InferShield token; without one only a login is possible.
 */
export function serverAdministration(
  server: string,
  { token, outside = system }: { readonly token?: Secret | undefined; readonly outside?: Pick<System, "fetch"> },
): Administration {
  const ask = async (endpoint: string, input: Readonly<Record<string, unknown>> = {}): Promise<Response> => {
    const [method = "GET", path = ""] = endpoint.split(" ");
    const given = Object.entries(input).filter(([, value]) => value !== undefined);
    const url = new URL(path, server);
    if (method === "GET") for (const [name, value] of given) url.searchParams.set(name, String(value));
    const request: RequestInit = {
      method,
      // A redirect would carry the token to another address.
      redirect: "error",
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token.reveal()}` }),
        ...(method === "POST" && { "content-type": "application/json" }),
      },
      ...(method === "POST" && { body: JSON.stringify(Object.fromEntries(given)) }),
    };
    const response = await outside.fetch(url, { ...request, signal: AbortSignal.timeout(timeoutMs) }).catch((cause) => {
      throw unreachable(server, cause);
    });
    if (!response.ok) throw await refusalOf(server, response);
    return response;
  };
  return {
    call: async (endpoint, input) => {
      const response = await ask(endpoint, input);
      return await response.json().catch((cause) => {
        throw unreachable(server, cause);
      });
    },
    async *read(endpoint, input) {
      const { body } = await ask(endpoint, input);
      if (body !== null) yield* body.pipeThrough(new TextDecoderStream());
    },
  };
}

function unreachable(server: string, cause: unknown): CliError {
  return new CliError("UNREACHABLE", `No InferShield server answers at ${server}.`, {
    cause,
    hint: "Check the address (it is the admin port's, 8001 unless changed), and that the server runs.",
  });
}

/** What the server refused, as it says it; whatever it says is shown as plain text. */
async function refusalOf(server: string, response: Response): Promise<InferShieldError> {
  const body: unknown = await response.json().catch(() => undefined);
  const error = member(body, "error");
  const [code, message, hint] = ["code", "message", "hint"].map((name) => member(error, name));
  if (typeof code !== "string" || !/^[a-z_]{1,64}$/.test(code) || typeof message !== "string") {
    return unreachable(server, new Error(`status ${response.status}`));
  }
  return new InferShieldError(code.toUpperCase(), printable(message), {
    ...(typeof hint === "string" && { hint: printable(hint) }),
  });
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
