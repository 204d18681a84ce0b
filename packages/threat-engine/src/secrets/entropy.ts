const counts = new Uint32Array(65_536);

/** Shannon entropy of the UTF-16 units of `text`, in bits a unit; 0 for the empty string. */
export function entropyOf(text: string): number {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    counts[code] = (counts[code] ?? 0) + 1;
  }
  let entropy = 0;
  for (let index = 0; index < text.length; index += 1) {
    const count = counts[text.charCodeAt(index)] ?? 0;
    if (count === 0) continue;
    counts[text.charCodeAt(index)] = 0;
    entropy -= (count / text.length) * Math.log2(count / text.length);
  }
  return entropy;
}
