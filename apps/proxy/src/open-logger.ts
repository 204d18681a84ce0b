import { InferShieldError } from "@infershield/core";
import { type DestinationStream, type Logger, type LoggerOptions, pino } from "pino";

/**
 * Makes the log: a JSON line each, on stderr. A failure that has a code of ours was foreseen: its line tells code, reason and causes, and
 * the stack only when somebody debugs. Anything else keeps its stack.
 */
export function openLogger(
  level: NonNullable<LoggerOptions["level"]>,
  destination: DestinationStream = pino.destination(2),
): Logger {
  const withStacks = level === "debug" || level === "trace";
  const err = (error: Error): object => {
    const told = pino.stdSerializers.err(error);
    if (withStacks || !(error instanceof InferShieldError)) return told;
    const { stack: _stack, ...rest } = told;
    return rest;
  };
  return pino({ level, serializers: { err } }, destination);
}
