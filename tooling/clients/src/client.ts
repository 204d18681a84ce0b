/** Where a client runs and what it talks to. */
export interface Place {
  /** The gateway as the client sees it, such as `http://127.0.0.1:8000`. */
  readonly gateway: string;
  /** The client's InferShield token. */
  readonly token: string;
  /** The client's home folder, empty at the start. */
  readonly home: string;
  /** Folder into which npm installed the client; holds `node_modules`. */
  readonly installed: string;
  readonly prompt: string;
}

/** How a client is started. */
export interface Program {
  /** Absolute path of the executable, then its arguments. */
  readonly command: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  /** Configuration by path relative to the home. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A program that people point at the gateway, with the version that was tested. */
export interface Client {
  readonly name: string;
  /** Package in the npm registry. */
  readonly packageName: string;
  readonly version: string;
  /** Method and target of each request that one turn makes at the provider, in any order. */
  readonly upstreamCalls: readonly string[];
  /** Requests of one turn that the gateway answers itself, with their status. */
  readonly ownCalls?: readonly string[];
  /** It is a script that tries what an SDK can do, and runs in the scenario for these alone. */
  readonly features?: true;
  /** Its tool that runs commands, and the argument that holds the command; the model calls it in one scenario. */
  readonly shell: { readonly tool: string; readonly argument: string };
  program(place: Place): Program;
}
