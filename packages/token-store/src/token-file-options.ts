import type { System } from "@infershield/core";
import type { MasterKeyOptions } from "@infershield/envelope";
import type { Files, Home } from "@infershield/home";
import type { KeyUser } from "./sealed-store.ts";

/** Options of {@link openTokenFile}. */
export interface TokenFileOptions {
  readonly home: Home;
  /** Default `tokens.json` in the home. */
  readonly path?: string;
  /** Where the master key is; `home` and `create` default to those of the store. */
  readonly masterKey: MasterKeyOptions;
  /** Makes a store, and where it may a master key, when there is none. */
  readonly create: boolean;
  /** What else in the home needs the keys: counted before a key is destroyed, renewed with the tokens. */
  readonly keyUsers?: readonly KeyUser[];
  readonly system?: System;
  /** Replaces the file operations of the writer; tests only. */
  readonly files?: Files;
}
