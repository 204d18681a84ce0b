import * as Flags from "@oclif/core/flags";
import { CliError } from "./cli-error.ts";
import { parseDuration } from "./format-time.ts";

/** A flag that takes `90s`, `15m`, `2h` or `30d` and gives milliseconds. */
export const durationFlag = Flags.custom<number>({
  helpValue: "DURATION",
  parse: async (text) => {
    const ms = parseDuration(text);
    if (ms === undefined)
      throw new CliError("INVALID_USAGE", `"${text}" is no duration.`, { hint: "Write it like 90s, 15m, 2h or 30d." });
    return ms;
  },
});
