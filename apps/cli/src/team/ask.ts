import type { z } from "zod";
import { CliError } from "../cli-error.ts";
import type { Administration } from "./administration.ts";

/**
 * Calls an endpoint and checks its answer.
 *
 * @throws InferShieldError with the code of the refusal, or `INVALID_RESPONSE`
 */
export async function ask<Answer>(
  administration: Administration,
  endpoint: string,
  answer: z.ZodType<Answer>,
  input?: Readonly<Record<string, unknown>>,
): Promise<Answer> {
  const result = answer.safeParse(await administration.call(endpoint, input));
  if (result.success) return result.data;
  throw unexpectedAnswer(result.error);
}

/** The failure for an answer that is not what this version expects: `INVALID_RESPONSE`. */
export function unexpectedAnswer(cause?: unknown): CliError {
  return new CliError("INVALID_RESPONSE", "The server's answer is not what this version expects.", {
    cause,
    hint: "Use the same version of InferShield here and on the server.",
  });
}
