/** Whether the characters are a short word of letters, such as `string`, `auto` or `ephemeral`. */
export function isWord(source: string, start: number, end: number): boolean {
  return end - start <= 24 && /^[A-Za-z_-]*$/.test(source.slice(start, end));
}
