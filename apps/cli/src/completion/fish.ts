import type { CompletionPlace, FlagWords } from "./command-words.ts";

function flagLine(bin: string, condition: string, { name, summary, takesValue, values }: FlagWords): string {
  const value = values.length > 0 ? ` -x -a '${values.join(" ")}'` : takesValue ? " -r" : "";
  return `complete -c ${bin} -n "${condition}" -l ${name}${value} -d '${summary}'`;
}

function place(bin: string, { words, next, flags }: CompletionPlace): readonly string[] {
  const condition = `__${bin}_at '${words}'`;
  return [
    ...next.map(({ word, summary }) => `complete -c ${bin} -f -n "${condition}" -a ${word} -d '${summary}'`),
    ...flags.map((flag) => flagLine(bin, condition, flag)),
  ];
}

/** A completion script for fish 3 and later. */
export function fishCompletion(bin: string, places: readonly CompletionPlace[]): string {
  const known = places.filter(({ words }) => words !== "").map(({ words }) => `'${words}'`);
  return `# Completion of ${bin} for fish:  ${bin} completion fish > ~/.config/fish/completions/${bin}.fish
# Whether the words typed so far belong to this command, and to none that is longer.
function __${bin}_at
    set -l typed (string match -v -- '-*' (commandline -opc)[2..-1])
    for command in ${known.join(" ")}
        if string match -q -- "$command *" "$typed "
            test "$command" = "$argv[1]"
            return
        end
    end
    test -z "$argv[1]"
end
${places.flatMap((each) => place(bin, each)).join("\n")}
`;
}
