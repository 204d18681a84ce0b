import { ThreatClientError } from "./error.ts";

/** The error for an answer that is not what a detection service says. */
export function malformed(what: string): ThreatClientError {
  return new ThreatClientError("SCANNER_MALFORMED", `The answer of the detection service ${what}.`);
}

/** The members of an object. @throws ThreatClientError `SCANNER_MALFORMED` */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw malformed("is no object");
  return Object.fromEntries(Object.entries(value));
}
