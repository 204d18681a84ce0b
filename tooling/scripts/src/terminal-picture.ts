const width = 100;
const lineHeight = 18;
const charWidth = 7.8;
const top = 48;

/** Colours of words that mean something, in the order they are looked for. */
const colours: readonly (readonly [RegExp, string])[] = [
  [/^(allow)\b/, "#3fb950"],
  [/^(redact)\b/, "#d29922"],
  [/^(block)\b/, "#f85149"],
  [/^(\d\. .*)$/, "#79c0ff"],
  [/^(✓.*)$/, "#3fb950"],
  [/^(audit verified.*)$/, "#3fb950"],
  [/^(\$ .*)$/, "#ffffff"],
];

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** Cuts a line into lines that fit, at spaces where there are any. */
function wrap(line: string): readonly string[] {
  if (line.length <= width) return [line];
  const at = line.lastIndexOf(" ", width);
  const cut = at > width / 2 ? at : width;
  return [line.slice(0, cut), ...wrap(`        ${line.slice(cut).trim()}`)];
}

function tspans(line: string): string {
  for (const [pattern, colour] of colours) {
    const [, word] = pattern.exec(line) ?? [];
    if (word !== undefined)
      return `<tspan fill="${colour}">${escaped(word)}</tspan>${escaped(line.slice(word.length))}`;
  }
  return escaped(line);
}

/**
 * Draws what a terminal showed as an SVG whose lines light up one after the other; where nothing moves, all of it is there.
 *
 * @param lines - What was printed, without control characters
 */
export function terminalPicture(lines: readonly string[]): string {
  const shown = lines.flatMap(wrap);
  const height = top + shown.length * lineHeight + 20;
  const texts = shown.map((line, index) => {
    const delay = (index * 0.12).toFixed(2);
    return `<text x="20" y="${top + (index + 1) * lineHeight}" style="animation-delay:${delay}s" xml:space="preserve">${tspans(line)}</text>`;
  });
  const pixels = Math.ceil(width * charWidth + 40);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${pixels} ${height}" width="${pixels}" height="${height}" role="img" aria-label="What npm start prints">
<style>
text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #c9d1d9; animation: appear 0.2s backwards }
@keyframes appear { from { opacity: 0.35 } }
@media (prefers-reduced-motion) { text { animation: none } }
</style>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<circle cx="22" cy="22" r="6" fill="#ff5f56"/><circle cx="42" cy="22" r="6" fill="#ffbd2e"/><circle cx="62" cy="22" r="6" fill="#27c93f"/>
${texts.join("\n")}
</svg>
`;
}
