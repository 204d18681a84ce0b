import { BaseCommand } from "./base-command.ts";
import { CliError } from "./cli-error.ts";

/** A command that the product has a place for, but that this version does not do. It takes any words and says so. */
export function notInThisVersion(what: string, hint: string): typeof BaseCommand {
  return class extends BaseCommand {
    static override summary = `${what}: not in this version yet.`;
    static override hidden = true;
    static override strict = false;

    async run(): Promise<void> {
      throw new CliError("NOT_IN_THIS_VERSION", `${what} is not in this version yet.`, { hint });
    }
  };
}
