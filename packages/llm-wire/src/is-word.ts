/** Whether the characters are a short word of letters, such as `string`, `auto` or `ephemeral`; an id of a key may be all capitals. */
export function isWord(source: string, start: number, end: number): boolean {
  if (end - start > 24) return false;
  const text = source.slice(start, end);
  return /^[A-Za-z_-]*$/.test(text) && !/[A-Z]{16}/.test(text);
}
