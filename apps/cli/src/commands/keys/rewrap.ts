import { localUser } from "@infershield/core";
import { recordedAct } from "@infershield/instance";
import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../base-command.ts";
import { type NewMasterKey, newMasterKey } from "../../keys/new-master-key.ts";

export default class KeysRewrap extends BaseCommand {
  static override summary = "Change the master key; nothing stored has to be sealed again.";
  static override description =
    "Without a flag a new master.key is made in the home. A running proxy follows a key in a file or in the keyring by itself; one started with INFERSHIELD_MASTER_KEY needs the new value and a restart.";
  static override examples = [
    { description: "Make a new master.key in the home", command: "<%= config.bin %> <%= command.id %>" },
    {
      description: "Take a key from standard input",
      command: "openssl rand -hex 32 | <%= config.bin %> <%= command.id %> --with-key",
    },
  ];
  static override flags = {
    "key-file": Flags.string({
      description: "take the new key from a file of your own",
      helpValue: "FILE",
      exclusive: ["with-key", "keyring"],
    }),
    "with-key": Flags.boolean({ description: "read the new key from standard input", exclusive: ["keyring"] }),
    keyring: Flags.boolean({ description: "make a new key in the system's keyring" }),
    "keep-old": Flags.boolean({ description: "let the old master key open the home too" }),
  };

  async run(): Promise<{ readonly master_key: NewMasterKey["kept"]; readonly kept_old: boolean }> {
    const { flags } = await this.parse(KeysRewrap);
    const config = await this.loadConfig(flags.config);
    const choice = { file: flags["key-file"], stdin: flags["with-key"], keyring: flags.keyring };
    const next = await newMasterKey(choice, config);
    const act = { event: "admin", action: "keys.rewrap", userId: localUser, reason: next.kept } as const;
    await this.withInstance(config, { create: false }, (instance) =>
      recordedAct(instance, act, () => instance.keys.rewrap(next.key, { keepOld: flags["keep-old"] })),
    );
    this.log("✓ The master key was changed.");
    for (const line of next.advice) this.progress(line);
    return { master_key: next.kept, kept_old: flags["keep-old"] };
  }
}
