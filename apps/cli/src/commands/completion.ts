import * as Args from "@oclif/core/args";
import { BaseCommand } from "../base-command.ts";
import { CliError } from "../cli-error.ts";
import { bashCompletion } from "../completion/bash.ts";
import { completionPlaces } from "../completion/command-words.ts";
import { fishCompletion } from "../completion/fish.ts";
import { zshCompletion } from "../completion/zsh.ts";

const scripts = { bash: bashCompletion, fish: fishCompletion, zsh: zshCompletion };

const isShell = (name: string): name is keyof typeof scripts => name in scripts;

export default class Completion extends BaseCommand {
  static override summary = "Print a script that completes commands in your shell.";
  static override description =
    "The script knows every command and flag of this version; print it again after an update. Its first line says where it goes.";
  static override examples = [
    {
      description: "bash, for good",
      command:
        "<%= config.bin %> <%= command.id %> bash > ~/.local/share/bash-completion/completions/<%= config.bin %>",
    },
    { description: "zsh, in this shell only", command: "source <(<%= config.bin %> <%= command.id %> zsh)" },
    {
      description: "fish, for good",
      command: "<%= config.bin %> <%= command.id %> fish > ~/.config/fish/completions/<%= config.bin %>.fish",
    },
  ];
  static override args = {
    shell: Args.string({ description: "your shell", options: Object.keys(scripts), required: true }),
  };

  async run(): Promise<{ readonly shell: string; readonly script: string }> {
    const { args } = await this.parse(Completion);
    if (!isShell(args.shell)) throw new CliError("INVALID_USAGE", `There is no completion for ${args.shell}.`);
    const script = scripts[args.shell](this.config.bin, completionPlaces(this.config));
    this.log(script.trimEnd());
    return { shell: args.shell, script };
  }
}
