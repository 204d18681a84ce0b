import type { CLIError } from "@oclif/core/errors";
import { nearestCommand } from "./nearest-command.ts";

/** The flag that a person most likely meant by one that the command does not have; undefined for any other error. */
export function flagMeant(error: CLIError): string | undefined {
  const [written] = "flags" in error && Array.isArray(error.flags) ? error.flags : [];
  if (typeof written !== "string") return undefined;
  const near = nearestCommand(
    written,
    knownFlags(error).map((name) => `--${name}`),
  );
  return near === undefined ? undefined : `Did you mean ${near}?`;
}

/** oclif keeps what it parsed by in its errors, under a type that it does not export. */
function knownFlags(error: object): readonly string[] {
  let value: unknown = error;
  for (const name of ["parse", "input", "flags"]) {
    value = typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
  }
  return typeof value === "object" && value !== null ? Object.keys(value) : [];
}
