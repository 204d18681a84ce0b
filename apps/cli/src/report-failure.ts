import { describeFailure } from "./describe-failure.ts";
import { printableJson } from "./printable.ts";

/** Who is told of a failure, and of what. */
export interface ReportOptions {
  readonly json: boolean;
  /** The command that failed, as a person writes it, such as `token create`. */
  readonly command?: string | undefined;
}

/** Prints a failure (two lines on stderr, or one JSON object on stdout) and sets the exit code. */
export function reportFailure(error: unknown, { json, command }: ReportOptions): void {
  if (isClosedPipe(error)) return;
  const { code, message, hint, exitCode } = describeFailure(error, command);
  if (json) process.stdout.write(`${printableJson({ error: { code, message, hint } })}\n`);
  else process.stderr.write(`ERROR: ${message} [${code}]\n${hint}\n`);
  if (process.env["INFERSHIELD_LOG_LEVEL"] === "debug" && error instanceof Error)
    process.stderr.write(`${error.stack}\n`);
  process.exitCode = exitCode;
}

/** Whoever read our output has enough, as in `infershield audit export | head`: no failure, and nobody to tell. */
function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EPIPE";
}
