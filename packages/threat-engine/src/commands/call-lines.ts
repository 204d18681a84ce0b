/**
 * The arguments of a call as one line, and once more with the options that stand before the first verb put behind the others: `git -C x push`
 * and `aws --profile x s3 rb` are `push` and `s3 rb`. Whether a word behind an option is its value is not known: both readings are given.
 */
export function callLines(words: readonly string[]): readonly string[] {
  const args = words.slice(1);
  const line = args.join(" ");
  if (!isOption(args[0])) return [line];
  const verb = args.findIndex((word, index) => index > 0 && !isOption(word) && !isOption(args[index + 1] ?? ""));
  if (verb < 0) return [line];
  return [line, ...[verb, verb + 1].map((at) => [...args.slice(at), ...args.slice(0, at)].join(" "))];
}

function isOption(word: string | undefined): boolean {
  return word?.startsWith("-") === true;
}
