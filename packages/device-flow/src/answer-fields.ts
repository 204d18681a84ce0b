import { isPrintable } from "./printable.ts";

/** The members of an answer's JSON object or form, none of them checked yet. */
export type AnswerFields = Readonly<Record<string, unknown>>;

const maxErrorLength = 100;

/** Reads a body as a JSON object, or as a form where the server says that it is one; undefined for anything else. */
export function readFields(text: string, contentType: string): AnswerFields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    // GitHub answers with a form unless it was asked for JSON, and old hosts even then.
    const isForm = contentType.toLowerCase().startsWith("application/x-www-form-urlencoded");
    return isForm ? Object.fromEntries(new URLSearchParams(text)) : undefined;
  }
}

/**
 * The error an answer names, whatever its form: `{"error":"x"}`, `{"error":{"code":"x"}}`, `{"error":{"type":"x"}}`, or `{"code":"x"}` where
 * the status says that the request failed. Undefined when it names none, or one that cannot be shown.
 */
export function errorOf(fields: AnswerFields, { failed }: { readonly failed: boolean }): string | undefined {
  const error = fields["error"];
  const candidates = isFields(error) ? [error["code"], error["type"]] : [error, failed ? fields["code"] : undefined];
  return candidates.find(
    (candidate): candidate is string => typeof candidate === "string" && isPrintable(candidate, maxErrorLength),
  );
}

/** What the server says about its error to a person; undefined when it says nothing printable. */
export function errorDescriptionOf(fields: AnswerFields): string | undefined {
  const error = fields["error"];
  const description = fields["error_description"] ?? (isFields(error) ? error["message"] : undefined);
  return typeof description === "string" && isPrintable(description, 300) ? description : undefined;
}

/** A number of seconds that a server may have sent as a number or a string; undefined for anything that is no finite number. */
export function secondsOf(value: unknown): number | undefined {
  const seconds = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof seconds === "number" && Number.isFinite(seconds) ? seconds : undefined;
}

function isFields(value: unknown): value is AnswerFields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
