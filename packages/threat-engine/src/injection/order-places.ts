const reach = 160;
/** How long an opening tag with a style is. */
const longestStyle = 100;
const unseen = /(?:display|visibility|opacity|font-size|color): ?(?:none|hidden|0|white|#fff)/i;
const marks = ["<white", "[hidden", 'class="hidden', '<meta name="ai', '<meta name="llm', '<meta name="agent'];

/** What it says for an order that it stands where people do not look. */
export function placeWeight(text: string, { from, to }: { readonly from: number; readonly to: number }): number {
  const above = text.slice(Math.max(0, from - reach), to).toLowerCase();
  const style = above.lastIndexOf("style=");
  const isUnseen = style >= 0 && unseen.test(above.slice(style, style + longestStyle)) && !above.includes("</", style);
  if (isUnseen || marks.some((mark) => above.includes(mark))) return 22;
  if (isOpen(above, "<!--", "-->") || isOpen(above, "/*", "*/")) return 10;
  return isOpen(above, "(", ")") || isOpen(above, "[", "]") ? 6 : 0;
}

/** Whether a comment or bracket that was opened last is not closed. */
function isOpen(text: string, opening: string, closing: string): boolean {
  const last = text.lastIndexOf(opening);
  return last >= 0 && text.lastIndexOf(closing) < last;
}
