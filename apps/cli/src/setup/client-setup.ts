/** Where a client's configuration is looked for. */
export interface ClientPlace {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homedir: string;
}

/** How one client is pointed at the proxy, as data and pure functions; reading and writing is done by `writeSetup`. */
export interface ClientSetup {
  /** Name in `infershield setup <client>`, also the name of its token. */
  readonly client: string;
  /** Environment variable from which the client takes its token. */
  readonly tokenVariable: string;
  /** The file that configures the client. */
  configPath(place: ClientPlace): string;
  /** What a person would write into that file by hand. */
  snippet(target: { readonly proxyUrl: string }): string;
  /** The file's text with the settings in; applying it twice changes nothing. */
  apply(text: string, target: { readonly proxyUrl: string }): string;
  /** The file's text without the settings. */
  undo(text: string): string;
  /** Sentences a person has to know before using the client. */
  readonly notes: readonly string[];
}
