/** A URL behind its scheme, taken apart. */
export interface UrlParts {
  /** Name and password before the host; empty without. */
  readonly userinfo: string;
  readonly host: string;
  /** Path, query and fragment as they are written. */
  readonly rest: string;
  /** Names and values of query and fragment, decoded; a query without names is one value. */
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  /** Folders and files of the path, decoded, without their endings. */
  readonly names: readonly string[];
  /** Values of the parameters, and long parts of the path that are no name of a page. */
  readonly values: readonly string[];
}

const none: readonly never[] = [];

/** Takes apart what stands behind `://`. */
export function readUrl(url: string): UrlParts {
  const cut = url.search(/[/?#]/);
  const authority = cut < 0 ? url : url.slice(0, cut);
  const rest = cut < 0 ? "" : url.slice(cut);
  const at = authority.lastIndexOf("@");
  const query = rest.search(/[?#]/);
  const path = query < 0 ? rest : rest.slice(0, query);
  const parameters = query < 0 ? none : readParameters(rest.slice(query + 1));
  const names = path.length < 2 ? none : path.split("/").flatMap(readName);
  return {
    userinfo: at < 0 ? "" : decodePercent(authority.slice(0, at)),
    host: withoutPort(authority.slice(at + 1)),
    rest,
    parameters,
    names,
    values: [...parameters.map(({ value }) => value), ...longNames(path, names)],
  };
}

function withoutPort(host: string): string {
  return host.includes(":") ? host.replace(/:\d+$/, "") : host;
}

const longName = 20;

function longNames(path: string, names: readonly string[]): readonly string[] {
  if (names.every(({ length }) => length < longName)) return none;
  return names
    .slice(0, /\.\w{2,5}$/.test(path) ? -1 : undefined)
    .filter((name) => name.length >= longName && !/^[a-z0-9]{1,40}(?:[-_][a-z0-9]{1,40}){2,20}$/i.test(name));
}

function readName(name: string): readonly string[] {
  if (name === "") return none;
  const stem = name.includes(".") ? name.replace(/\.\w{2,5}$/, "") : name;
  const plain = decodePercent(stem.replaceAll("+", " "));
  return plain === "" ? none : [plain];
}

function readParameters(query: string): UrlParts["parameters"] {
  return query.split(/[?#&]/).map(readParameter);
}

function readParameter(pair: string): { readonly name: string; readonly value: string } {
  const named = /^[\w.[\]-]{1,40}=/.exec(pair)?.[0] ?? "";
  return {
    name: named.slice(0, -1),
    value: decodePercent(pair.slice(named.length).replaceAll("+", " ")),
  };
}

/** The text with its percent escapes read; bytes that are no UTF-8 become replacement characters. */
export function decodePercent(text: string): string {
  if (!text.includes("%")) return text;
  return text.replace(/(?:%[0-9A-Fa-f]{2}){1,500}/g, (run) =>
    /^%[0-7].$/.test(run)
      ? String.fromCharCode(Number.parseInt(run.slice(1), 16))
      : Buffer.from(run.replaceAll("%", ""), "hex").toString("utf8"),
  );
}
