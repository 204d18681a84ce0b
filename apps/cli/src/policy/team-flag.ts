import * as Flags from "@oclif/core/flags";

/** Says whose team's layer counts. */
export const teamFlag = Flags.string({ description: "with the layer of this team", helpValue: "NAME" });
