import { resolve } from "node:path";
import { Secret } from "@infershield/core";
import { type MasterKey, resolveMasterKey } from "@infershield/envelope";
import { readStandardInput } from "../read-input.ts";

/** The key that is to open the home from now on. */
export interface NewMasterKey {
  readonly key: MasterKey | "new_key_file";
  readonly kept: "master.key" | "file" | "environment" | "keyring";
  /** What the operator has to do now, in one line. */
  readonly advice: string;
}

export interface KeyChoice {
  readonly file: string | undefined;
  readonly stdin: boolean;
  readonly keyring: boolean;
}

/**
 * Finds the new master key where a person said it is.
 *
 * @throws EnvelopeError `NO_MASTER_KEY`, `WEAK_MASTER_KEY`, `KEYRING_UNAVAILABLE`; HomeError `HOME_NOT_PRIVATE`; CliError `NO_INPUT`
 */
export async function newMasterKey({ file, stdin, keyring }: KeyChoice): Promise<NewMasterKey> {
  if (file !== undefined) {
    const path = resolve(file);
    const key = await resolveMasterKey({ source: "file", file: path });
    return { key, kept: "file", advice: `Set INFERSHIELD_MASTER_KEY_FILE=${path} from now on.` };
  }
  if (stdin) {
    const value = new Secret(await readStandardInput({ what: "master key", pattern: /^[\x20-\x7e]{8,4096}$/ }));
    const key = await resolveMasterKey({ source: "env", value });
    return { key, kept: "environment", advice: "Set INFERSHIELD_MASTER_KEY to the new key from now on." };
  }
  if (keyring) {
    const key = await resolveMasterKey({ source: "keyring", create: true });
    return { key, kept: "keyring", advice: "Set INFERSHIELD_KEY_SOURCE=keyring from now on." };
  }
  return { key: "new_key_file", kept: "master.key", advice: "The new key lies in master.key in the home." };
}
