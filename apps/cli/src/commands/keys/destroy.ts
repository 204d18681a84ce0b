import { localUser } from "@infershield/core";
import { recordedAct } from "@infershield/instance";
import * as Args from "@oclif/core/args";
import { BaseCommand } from "../../base-command.ts";
import { CliError } from "../../cli-error.ts";

export default class KeysDestroy extends BaseCommand {
  static override summary = "Forget a key for ever; refused while anything stored still needs it.";
  static override examples = ["<%= config.bin %> <%= command.id %> 0123456789abcdef"];
  static override args = {
    key: Args.string({ description: "id of the key, from `infershield keys status`", required: true }),
  };

  async run(): Promise<{ readonly destroyed: string }> {
    const { args, flags } = await this.parse(KeysDestroy);
    const config = await this.loadConfig(flags.config);
    await this.withInstance(config, { create: false }, async (instance) => {
      const known = (await instance.keys.status()).keys.find(({ kid }) => kid === args.key);
      if (known === undefined || known.status === "destroyed") {
        const state = known === undefined ? "is unknown" : "was destroyed already";
        throw new CliError("INVALID_USAGE", `The key ${args.key.slice(0, 64)} ${state}.`, {
          hint: "Run: infershield keys status",
        });
      }
      const act = { event: "admin", action: "keys.destroy", userId: localUser, subject: args.key } as const;
      await recordedAct(instance, act, () => instance.keys.destroy(args.key));
    });
    this.log(`✓ Key ${args.key} is gone.`);
    return { destroyed: args.key };
  }
}
