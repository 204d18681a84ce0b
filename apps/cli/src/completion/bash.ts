import type { CompletionPlace } from "./command-words.ts";

function place({ words, next, flags }: CompletionPlace): string {
  const candidates = [...next.map(({ word }) => word), ...flags.map(({ name }) => `--${name}`)].join(" ");
  const pattern = words === "" ? "*" : `" ${words} "*`;
  const values = flags
    .filter(({ takesValue }) => takesValue)
    .map(({ name, values: known }) => `        --${name}) candidates="${known.join(" ")}" ;;`);
  const after = values.length === 0 ? [] : ['      case "$before" in', ...values, "      esac"];
  return [`    ${pattern})`, `      candidates="${candidates}"`, ...after, "      ;;"].join("\n");
}

/** A completion script for bash 3.2 and later; a flag without known values completes files. */
export function bashCompletion(bin: string, places: readonly CompletionPlace[]): string {
  return `# Completion of ${bin} for bash:  ${bin} completion bash > ~/.local/share/bash-completion/completions/${bin}
_${bin}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" line=" " candidates="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $word == -* ]] || line+="$word "
  done
  case "$line" in
${places.map(place).join("\n")}
  esac
  COMPREPLY=()
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$candidates" -- "$current")
}
complete -o default -F _${bin} ${bin}
`;
}
