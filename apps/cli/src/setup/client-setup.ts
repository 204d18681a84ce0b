/** Where a client's configuration is looked for. */
export interface ClientPlace {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homedir: string;
}

/** What a client is pointed at. */
export interface ClientTarget {
  /** Base address of the proxy without a path, such as `http://127.0.0.1:8000`. */
  readonly proxyUrl: string;
  readonly model: string;
}

/** How one client is pointed at the proxy, as data and pure functions; reading and writing is done by `writeSetup`. */
export interface ClientSetup {
  /** Name in `infershield setup <client>`, also the name of its token. */
  readonly client: string;
  /** Environment variable from which the client takes its token; without one a person pastes it. It goes into no file of ours. */
  readonly tokenVariable?: string;
  /** What a person enters in the client's own settings, by the names of its fields. */
  form?(target: ClientTarget): Readonly<Record<string, string>>;
  /** Further variables that the client needs. */
  variables?(target: ClientTarget): Readonly<Record<string, string>>;
  /** The file that configures the client; absent when variables are all it takes. */
  readonly file?: ClientFile;
  /** Sentences a person has to know before using the client. */
  readonly notes: readonly string[];
}

/** A file that configures a client. */
export interface ClientFile {
  path(place: ClientPlace): string;
  /** What a person would write into it by hand. */
  snippet(target: ClientTarget): string;
  /** How `--write` and `--undo` edit it; absent when that cannot be done without spoiling what a person wrote. */
  readonly edit?: FileEdit;
}

/** Edits of a client's file, from text to text. */
export interface FileEdit {
  /** The file's text with the settings in; applying it twice changes nothing. */
  apply(text: string, target: ClientTarget): string;
  /** The file's text without the settings. `before` is the text of the copy made when InferShield first changed it. */
  undo(text: string, before: string | undefined): string;
}

/** A client that cannot use a gateway on this machine, and why. */
export interface ClientRefusal {
  readonly client: string;
  readonly reason: string;
  readonly instead: string;
}
