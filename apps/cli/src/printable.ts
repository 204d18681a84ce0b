/** Text for a terminal: control characters, which could move the cursor or hide what stands before, become `?`. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "?");
}

/** {@link printable} for text of several lines: line ends, also those of RFC 4180, and tabs stay. */
export function printableLines(text: string): string {
  return text.replace(/(?!\r\n|[\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "?");
}

/** JSON in which no such character stands as it is: what JSON would leave, is escaped too, and means the same. */
export function printableJson(value: unknown, space?: number): string {
  const json = JSON.stringify(value, undefined, space);
  return json.replace(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (sign) =>
    Array.from({ length: sign.length }, (_, at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, "0")}`).join(""),
  );
}
