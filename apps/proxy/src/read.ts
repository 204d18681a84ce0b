import { type Prompt, parseStrictJson, readPrompt } from "@infershield/llm-wire";
import type { BodyPlace } from "./body-room.ts";
import type { Client } from "./client.ts";
import { decodeBody } from "./decode-body.ts";
import type { Gateway } from "./gateway.ts";
import { receiveBody } from "./receive-body.ts";
import type { Route } from "./route.ts";

/**
 * Reads and understands the body. Requests without one have no prompt.
 *
 * @param place - Counts what the body takes, until its caller leaves it.
 * @throws ProxyError `BODY_TOO_LARGE`, `REQUEST_TIMEOUT`, `CLIENT_GONE`, `UNSUPPORTED_ENCODING`, `BAD_REQUEST`, `TOO_MANY_REQUESTS_IN_FLIGHT`;
 * WireError
 */
export async function readRequest(
  { incoming, outgoing }: Client,
  route: Route,
  { instance, ticker }: Pick<Gateway, "instance" | "ticker">,
  place: BodyPlace,
): Promise<Prompt | undefined> {
  if (route.shape === undefined) return undefined;
  const { bodyBytes } = instance.config.limits;
  const sent = await receiveBody(incoming, outgoing, { bodyBytes, ticker, place });
  const bytes = await decodeBody(sent, incoming.headers["content-encoding"], { bodyBytes, place });
  place.arrived(bytes.length);
  return readPrompt(route.shape, parseStrictJson(bytes));
}
