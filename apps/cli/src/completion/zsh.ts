import type { CompletionPlace } from "./command-words.ts";

const described = (word: string, summary: string): string => `'${summary === "" ? word : `${word}:${summary}`}'`;

function place({ words, next, flags }: CompletionPlace): string {
  const candidates = [
    ...next.map(({ word, summary }) => described(word, summary)),
    ...flags.map(({ name, summary }) => described(`--${name}`, summary)),
  ];
  const pattern = words === "" ? "*" : `" ${words} "*`;
  const values = flags
    .filter(({ takesValue }) => takesValue)
    .map(({ name, values: known }) =>
      known.length === 0
        ? `        --${name}) _files; return ;;`
        : `        --${name}) candidates=(${known.map((value) => `'${value}'`).join(" ")}) ;;`,
    );
  const after = values.length === 0 ? [] : ['      case "$words[CURRENT-1]" in', ...values, "      esac"];
  return [`    ${pattern})`, `      candidates=(${candidates.join(" ")})`, ...after, "      ;;"].join("\n");
}

/** A completion script for zsh, with the summaries beside the words. */
export function zshCompletion(bin: string, places: readonly CompletionPlace[]): string {
  return `#compdef ${bin}
# Completion of ${bin} for zsh:  ${bin} completion zsh > "\${fpath[1]}/_${bin}"
_${bin}() {
  local line=" " word
  local -a candidates
  for word in "\${(@)words[2,CURRENT-1]}"; do
    [[ $word == -* ]] || line+="$word "
  done
  case "$line" in
${places.map(place).join("\n")}
  esac
  _describe '${bin}' candidates
}
if [ "$funcstack[1]" = "_${bin}" ]; then _${bin} "$@"; else compdef _${bin} ${bin}; fi
`;
}
