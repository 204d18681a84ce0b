import { type Prompt, parseStrictJson, readPrompt } from "@infershield/llm-wire";
import type { Client } from "./client.ts";
import { decodeBody } from "./decode-body.ts";
import type { Gateway } from "./gateway.ts";
import { receiveBody } from "./receive-body.ts";
import type { Route } from "./route.ts";

/**
 * Reads and understands the body. Requests without one have no prompt.
 *
 * @throws ProxyError `BODY_TOO_LARGE`, `REQUEST_TIMEOUT`, `CLIENT_GONE`, `UNSUPPORTED_ENCODING`, `BAD_REQUEST`; WireError
 */
export async function readRequest(
  { incoming, outgoing }: Client,
  route: Route,
  { instance, ticker }: Pick<Gateway, "instance" | "ticker">,
): Promise<Prompt | undefined> {
  if (route.shape === undefined) return undefined;
  const { bodyBytes } = instance.config.limits;
  const sent = await receiveBody(incoming, outgoing, { bodyBytes, ticker });
  const bytes = await decodeBody(sent, incoming.headers["content-encoding"], { bodyBytes });
  return readPrompt(route.shape, parseStrictJson(bytes));
}
