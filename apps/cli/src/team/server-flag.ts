import * as Flags from "@oclif/core/flags";
import { serverAddress } from "./server-address.ts";

/** `--server URL`: the command works on a team's server instead of this machine. */
export const serverFlag = Flags.custom<string>({
  description: "work on a team's server, with the token that `infershield login` keeps or INFERSHIELD_TOKEN",
  helpValue: "URL",
  parse: async (text) => serverAddress(text),
});
