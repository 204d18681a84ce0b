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
}

/** Takes apart what stands behind `://`. */
export function readUrl(url: string): UrlParts {
  const cut = url.search(/[/?#]/);
  const authority = cut < 0 ? url : url.slice(0, cut);
  const rest = cut < 0 ? "" : url.slice(cut);
  const at = authority.lastIndexOf("@");
  const [path = "", ...tail] = rest.split(/[?#]/);
  return {
    userinfo: decodePercent(authority.slice(0, Math.max(0, at))),
    host: authority.slice(at + 1).replace(/:\d+$/, ""),
    rest,
    parameters: tail.flatMap((part) => part.split("&")).map(readParameter),
    names: path
      .split("/")
      .map((name) => decodePercent(name.replace(/\.\w{2,5}$/, "").replaceAll("+", " ")))
      .filter((name) => name !== ""),
  };
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
  return text.replace(/(?:%[0-9A-Fa-f]{2}){1,500}/g, (run) =>
    Buffer.from(run.replaceAll("%", ""), "hex").toString("utf8"),
  );
}
