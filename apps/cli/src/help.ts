import type { Command } from "@oclif/core/command";
import { CommandHelp, Help, type HelpSectionRenderer } from "@oclif/core/help";

/** What the exit codes mean for every command; a command that has a meaning of its own says so in its description. */
const exitCodes =
  "0 done, 1 failed (scan: found something), 2 wrong usage or setting, 3 not logged in or wrong master key, 4 denied, expired or integrity broken, 5 not reachable or not readable. An error has a code, too: docs/troubleshooting.md lists them.";

type Rows = [string, string | undefined][] | undefined;
type Section = { header: string; generate: HelpSectionRenderer };

/** The page of one command: flags before arguments, as the pages of the documentation write them, and what the exit codes mean. */
class CommandPage extends CommandHelp {
  protected override defaultUsage(): string {
    const { id, args, flags, strict } = this.command;
    const needed = Object.entries(flags).filter(([, flag]) => flag.required && !flag.hidden);
    const words = Object.entries(args).map(([name, { required }]) => {
      const word = `${name.toUpperCase()}${strict === false ? "..." : ""}`;
      return required ? word : `[${word}]`;
    });
    const flagWords = needed.map(([name, flag]) => `--${name} ${"helpValue" in flag ? flag.helpValue : "VALUE"}`);
    return [id, "[FLAGS]", ...flagWords, ...words].join(" ");
  }

  protected override args(args: Command.Arg.Any[]): Rows {
    return super.args(
      args.map((arg) => {
        const { options, ...rest } = arg;
        return { ...rest, description: listed(arg.description, options) };
      }),
    );
  }

  protected override flags(flags: Command.Flag.Any[]): Rows {
    return super.flags(
      flags.map((flag) => {
        if (flag.name === "json") return { ...flag, summary: "print the data, or the error, as JSON" };
        if (flag.type !== "option" || flag.options === undefined) return flag;
        const { options, ...rest } = flag;
        const summary = listed(flag.summary ?? flag.description, options);
        return { ...rest, summary, helpValue: flag.helpValue ?? flag.name.toUpperCase() };
      }),
    );
  }

  protected override sections(): Section[] {
    return [...super.sections(), { header: "EXIT CODES", generate: () => this.wrap(exitCodes) }];
  }
}

/** What may be chosen, with room to wrap: joined by bars it is one long word, which breaks anywhere. */
function listed(description = "", options: readonly string[] = []): string {
  return options.length === 0 ? description : `${description} (${options.join(", ")})`;
}

/** The pages of `--help`. */
export class HelpPages extends Help {
  protected override CommandHelpClass: typeof CommandHelp = CommandPage;

  override formatRoot(): string {
    return `${super.formatRoot()}\n\n${this.section("EXIT CODES", this.wrap(exitCodes))}`;
  }

  protected override getCommandHelpClass(command: Command.Loadable): CommandHelp {
    return new this.CommandHelpClass(command, this.config, this.opts);
  }
}
