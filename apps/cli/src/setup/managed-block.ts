const begin = "# >>> infershield >>>";
const end = "# <<< infershield <<<";
const setAside = "# infershield set this aside: ";

/**
 * Puts InferShield's settings into a file with `key = value` lines and `#` comments: `top` before everything else (in TOML, keys outside
 * any table must come first), `bottom` at the end.
 * Lines of the file's own top that set one of `replacedKeys` are kept as comments. Applying it again changes nothing.
 */
export function applyBlock(
  text: string,
  block: { readonly top: string; readonly bottom: string; readonly replacedKeys: readonly string[] },
): string {
  const own = setAsideKeys(removeBlock(text), block.replacedKeys);
  const parts = [wrap(block.top), own.trim(), block.bottom === "" ? "" : wrap(block.bottom)];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

/** Takes InferShield's settings out again and restores the lines that were set aside. */
export function removeBlock(text: string): string {
  const kept: string[] = [];
  let inside = false;
  for (const line of text.split("\n")) {
    if (line === begin) inside = true;
    else if (line === end) inside = false;
    else if (!inside) kept.push(line.startsWith(setAside) ? line.slice(setAside.length) : line);
  }
  const own = kept.join("\n").trim();
  return own === "" ? "" : `${own}\n`;
}

function wrap(content: string): string {
  return `${begin}\n${content}\n${end}`;
}

function setAsideKeys(text: string, keys: readonly string[]): string {
  const lines = text.split("\n");
  const firstTable = lines.findIndex((line) => line.trimStart().startsWith("["));
  const top = firstTable === -1 ? lines.length : firstTable;
  return lines
    .map((line, index) =>
      index < top && keys.includes(line.split("=")[0]?.trim() ?? "") ? `${setAside}${line}` : line,
    )
    .join("\n");
}
