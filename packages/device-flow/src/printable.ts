/** Control, format (bidirectional, zero-width), private-use and unassigned characters, lone surrogates, line and paragraph separators. */
const unprintable = /[\p{C}\p{Zl}\p{Zp}]/u;

/** Whether a string from a server can be shown on a terminal: 1 to `maxLength` characters, none of them invisible or controlling. */
export function isPrintable(text: string, maxLength: number): boolean {
  return text.length > 0 && text.length <= maxLength && !unprintable.test(text);
}

/** Visible ASCII without spaces, as tokens and codes are (RFC 6749 appendix A). */
const token = /^[\x21-\x7e]+$/;

/** Whether a string can stand in a header or a form as a token; a longer one than `maxLength` cannot. */
export function isTokenText(text: string, maxLength: number): boolean {
  return text.length <= maxLength && token.test(text);
}
