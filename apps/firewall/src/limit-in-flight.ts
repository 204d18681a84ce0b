import type { MiddlewareHandler } from "hono";
import { FirewallError } from "./firewall-error.ts";

/** Refuses what cannot be served now: bodies lie in memory while they are scanned, and one that is shutting down takes no more. */
export function limitInFlight(options: {
  readonly most: number;
  readonly isDraining: () => boolean;
}): MiddlewareHandler {
  let inFlight = 0;
  return async (_, next) => {
    if (options.isDraining()) throw new FirewallError("SHUTTING_DOWN", "The detection service is shutting down.");
    if (inFlight >= options.most) {
      throw new FirewallError("TOO_MANY_REQUESTS_IN_FLIGHT", "Too many texts are being scanned. Try again soon.");
    }
    inFlight += 1;
    try {
      await next();
    } finally {
      inFlight -= 1;
    }
  };
}
