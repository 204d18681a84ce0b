import { localUser } from "@infershield/core";
import * as Flags from "@oclif/core/flags";

/** `--user EMAIL`: whose records the command works on. */
export function userFlag(description: string) {
  return Flags.string({ description, default: localUser, helpValue: "EMAIL" });
}
