import type { z } from "zod";
import { ProxyError } from "../proxy-error.ts";

/** Names each offending member and what it must be, never its value. */
export function badRequest(error: z.ZodError): ProxyError {
  const issues = error.issues.map((issue) =>
    issue.code === "unrecognized_keys"
      ? `Unknown: ${issue.keys.join(", ")}.`
      : `${issue.path.join(".") || "The request"}: ${issue.message}.`,
  );
  return new ProxyError("BAD_REQUEST", issues.join(" ").slice(0, 500), { reason: "body" });
}
