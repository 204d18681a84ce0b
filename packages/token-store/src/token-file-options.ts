import type { System } from "@infershield/core";
import type { MasterKeyOptions } from "@infershield/envelope";
import type { Files, Home } from "@infershield/home";

/** Options of {@link openTokenFile}. */
export interface TokenFileOptions {
  readonly home: Home;
  /** Default `tokens.json` in the home. */
  readonly path?: string;
  /** Where the master key is; `home` and `create` default to those of the store. */
  readonly masterKey: MasterKeyOptions;
  /** Makes a store, and where it may a master key, when there is none. */
  readonly create: boolean;
  readonly system?: System;
  /** Replaces the file operations of the writer; tests only. */
  readonly files?: Files;
}
