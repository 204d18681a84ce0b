import { createHash, timingSafeEqual } from "node:crypto";
import type { Secret } from "@infershield/core";
import type { MiddlewareHandler } from "hono";
import { FirewallError } from "./firewall-error.ts";

/**
 * Lets through who knows the shared secret, sent as a bearer token; everybody when there is none.
 *
 * @see RFC 6750 section 2.1
 */
export function authorize(token: Secret | undefined): MiddlewareHandler {
  if (token === undefined) return (_, next) => next();
  const expected = digestOf(token.reveal());
  return async ({ req }, next) => {
    const sent = /^bearer +(\S+)$/i.exec(req.header("authorization") ?? "")?.[1];
    if (sent === undefined) {
      throw new FirewallError("MISSING_TOKEN", "Send the shared secret as Authorization: Bearer.");
    }
    // Digests have one length, so that comparing them tells nothing about the secret's.
    if (!timingSafeEqual(digestOf(sent), expected))
      throw new FirewallError("INVALID_TOKEN", "The shared secret is another one.");
    await next();
  };
}

function digestOf(value: string): Buffer {
  return createHash("sha256").update(value).digest();
}
