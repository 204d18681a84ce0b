import * as Flags from "@oclif/core/flags";
import { CliError } from "./cli-error.ts";
import { parseDuration } from "./format-time.ts";

/** A flag that takes a moment, `2026-11-01`, `2026-11-01T08:00:00Z` or `7d` (ago), and gives epoch milliseconds. */
export const timeFlag = Flags.custom<number>({
  helpValue: "TIME",
  parse: async (text) => {
    const ago = parseDuration(text);
    if (ago !== undefined) return Date.now() - ago;
    const time = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
    if (Number.isFinite(time)) return time;
    throw new CliError("INVALID_USAGE", `"${text}" is no moment in time.`, {
      hint: "Write a date such as 2026-11-01, a time such as 2026-11-01T08:00:00Z, or a span back from now such as 7d.",
    });
  },
});
