import { resolve } from "node:path";
import { Secret } from "@infershield/core";
import { type MasterKey, resolveMasterKey } from "@infershield/envelope";
import type { Config } from "@infershield/instance";
import { CliError } from "../cli-error.ts";
import { readStandardInput } from "../read-input.ts";

/** The key that is to open the home from now on. */
export interface NewMasterKey {
  readonly key: MasterKey | "new_key_file" | "new_key_in_keyring";
  readonly kept: "master.key" | "file" | "environment" | "keyring";
  /** What the operator has to do now, in lines. */
  readonly advice: readonly string[];
}

/** Where a person says the new key is: at most one of these, else a new key file is made. */
export interface KeyChoice {
  readonly file: string | undefined;
  readonly stdin: boolean;
  readonly keyring: boolean;
}

/** What the configuration says about the master key of now. */
type KeySettings = Pick<Config, "masterKey" | "masterKeyFile" | "keySource" | "databaseFile">;

/**
 * Finds the new master key where a person said it is.
 *
 * @throws EnvelopeError `NO_MASTER_KEY`, `WEAK_MASTER_KEY`; HomeError `HOME_NOT_PRIVATE`; CliError `NO_INPUT`, `INVALID_USAGE`
 */
export async function newMasterKey({ file, stdin, keyring }: KeyChoice, config: KeySettings): Promise<NewMasterKey> {
  if (file !== undefined) {
    const path = resolve(file);
    const key = await resolveMasterKey({ source: "file", file: path });
    return {
      key,
      kept: "file",
      advice: [`Set INFERSHIELD_MASTER_KEY_FILE=${path} from now on.`, ...leftovers("file", config)],
    };
  }
  if (stdin) {
    const shape = { what: "master key", pattern: /^[\x20-\x7e]{8,4096}$/, looksLike: "8 to 4096 signs on one line" };
    const value = new Secret(await readStandardInput(shape));
    const key = await resolveMasterKey({ source: "env", value });
    const advice = ["Set INFERSHIELD_MASTER_KEY to the new key from now on.", ...leftovers("environment", config)];
    return { key, kept: "environment", advice };
  }
  if (keyring) {
    const advice = ["Set INFERSHIELD_KEY_SOURCE=keyring from now on."];
    return { key: "new_key_in_keyring", kept: "keyring", advice };
  }
  if (config.databaseFile !== undefined) {
    throw new CliError("INVALID_USAGE", "The key of a team's database is not kept beside it.", {
      hint: "Name where the new one is: --key-file FILE, --with-key or --keyring.",
    });
  }
  const advice = ["The new key lies in master.key in the home.", ...leftovers("master.key", config)];
  return { key: "new_key_file", kept: "master.key", advice };
}

/** Which `keySource` finds a key that is kept there. */
const sourceOf = { "master.key": "file", file: "file", environment: "env", keyring: "keyring" } as const;

/** What has to go, since another key would be found before the new one. */
function leftovers(kept: Exclude<NewMasterKey["kept"], "keyring">, config: KeySettings): readonly string[] {
  const { masterKey, masterKeyFile, keySource = "auto" } = config;
  const gone: string[] = [];
  if (keySource !== "auto" && keySource !== sourceOf[kept]) gone.push("INFERSHIELD_KEY_SOURCE (keySource)");
  if (masterKey !== undefined && kept !== "environment" && keySource !== "file") gone.push("INFERSHIELD_MASTER_KEY");
  if (masterKeyFile !== undefined && kept === "master.key") gone.push("INFERSHIELD_MASTER_KEY_FILE (masterKeyFile)");
  return gone.map((name) => `Take ${name} out of the configuration: it would be used instead.`);
}
