/** Characters after a token's prefix. */
export type TokenAlphabet =
  | "alnum"
  | "word"
  | "dash"
  | "hex"
  | "hexlocal"
  | "upper"
  | "upperword"
  | "upperdash"
  | "base32"
  | "dotted"
  | "base64"
  | "path"
  | "percent"
  | "uuid"
  | "dollar";

/** A secret that begins with a telling prefix: `[kind, prefix, alphabet, fewest characters after it, most]`. */
export type TokenShape = readonly [kind: string, prefix: string, alphabet: TokenAlphabet, least: number, most: number];
