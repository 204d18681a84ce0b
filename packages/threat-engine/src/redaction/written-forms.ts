/** Signs that programs escape in JSON though they need not: slashes in PHP, the others where the text goes into a page. */
const pageSigns = /[&<>'+]/g;
const jsonEscape = /\\(?:u([0-9a-f]{4})|(["\\/]))/gi;

/** A value as it may stand elsewhere: as it is meant, where it is written with escapes, and as programs write it in JSON. */
export function writtenForms(value: string): readonly string[] {
  const meant = value.replace(jsonEscape, (_, code: string | undefined, sign: string | undefined) =>
    code === undefined ? (sign ?? "") : String.fromCharCode(Number.parseInt(code, 16)),
  );
  const quoted = JSON.stringify(meant).slice(1, -1);
  const forms = [value, meant, quoted, quoted.replaceAll("/", "\\/"), quoted.replace(pageSigns, escaped)];
  return [...new Set(forms)];
}

function escaped(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
