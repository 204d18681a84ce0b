import type { Secret, System } from "@infershield/core";
import { ThreatClientError } from "./error.ts";
import { readBounded } from "./read-bounded.ts";

const mostAnswerBytes = 16 * 1024 * 1024;

/** Where requests to a detection service go. */
export interface Service {
  /** Base URL without a final slash. */
  readonly endpoint: string;
  readonly token?: Secret;
  readonly fetch: System["fetch"];
}

/** What a service said: JSON, or that it has no such route. */
export type ServiceAnswer = { readonly known: true; readonly value: unknown } | { readonly known: false };

/**
 * Posts JSON and reads the JSON of the answer.
 *
 * @throws ThreatClientError `SCANNER_UNAVAILABLE` for every status but 200 and 404, `SCANNER_MALFORMED`; what `fetch` throws
 */
export async function askService(
  { endpoint, token, fetch }: Service,
  route: string,
  body: unknown,
  signal: AbortSignal,
): Promise<ServiceAnswer> {
  const response = await fetch(`${endpoint}${route}`, {
    method: "POST",
    redirect: "error",
    headers: {
      "content-type": "application/json",
      ...(token && { authorization: `Bearer ${token.reveal()}` }),
    },
    body: JSON.stringify(body),
    signal,
  });
  if (response.status === 200) {
    return { known: true, value: parseJson(await readBounded(response, mostAnswerBytes)) };
  }
  await response.body?.cancel();
  if (response.status === 404) return { known: false };
  throw new ThreatClientError(
    "SCANNER_UNAVAILABLE",
    `The detection service answered with status ${response.status}.`,
    response.status === 401 ? { hint: "Give the proxy and the service the same INFERSHIELD_FIREWALL_TOKEN." } : {},
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ThreatClientError("SCANNER_MALFORMED", "The answer of the detection service is no JSON.", {
      cause: error,
    });
  }
}
