import * as Flags from "@oclif/core/flags";

/** Says which version somebody saw: a change on top of another one is refused. */
export const expectedVersionFlag = Flags.integer({
  description: "only if this version is still the newest one (0: none yet)",
  min: 0,
  helpValue: "N",
});
