import type { MiddlewareHandler } from "hono";
import { FirewallError } from "./firewall-error.ts";

/** Who may call. */
export interface GuardRules {
  /** `name:port` in lower case, and names alone for the scheme's own port. */
  readonly hosts: ReadonlySet<string>;
}

/**
 * Refuses what only a web page would send: another host's name, and everything a browser says about where a page's request comes from.
 * The service has no page of its own, so no origin may call.
 */
export function guard({ hosts }: GuardRules): MiddlewareHandler {
  return async ({ req }, next) => {
    const host = req.header("host")?.toLowerCase();
    if (host === undefined || !hosts.has(host)) {
      throw new FirewallError("WRONG_HOST", "This host name is not served here.", {
        hint: "Add it to INFERSHIELD_ALLOWED_HOSTS if it should be.",
      });
    }
    const site = req.header("sec-fetch-site")?.toLowerCase();
    if (
      req.header("origin") !== undefined ||
      req.method === "OPTIONS" ||
      site === "cross-site" ||
      site === "same-site"
    ) {
      throw new FirewallError("ORIGIN_FORBIDDEN", "Web pages may not call the detection service.");
    }
    await next();
  };
}
