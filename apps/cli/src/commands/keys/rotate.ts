import { localUser } from "@infershield/core";
import { recordedAct } from "@infershield/instance";
import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../base-command.ts";

const purposes = ["seal", "lookup", "audit"] as const;

/** When the former key is not needed any more. */
const whatFollows = {
  seal: "Next: infershield keys reencrypt",
  lookup: "Each InferShield token moves to it with its next use.",
  audit: "The next segment of the audit log is authenticated with it.",
} as const;

export default class KeysRotate extends BaseCommand {
  static override summary = "Add a new key that is used from now on; the old one still opens what it sealed.";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> --for lookup",
  ];
  static override flags = {
    for: Flags.option({ options: purposes, default: "seal" as const, description: "what the key is for" })(),
  };

  async run(): Promise<{ readonly id: string; readonly purpose: (typeof purposes)[number] }> {
    const { flags } = await this.parse(KeysRotate);
    const config = await this.loadConfig(flags.config);
    const act = { event: "admin", action: "keys.rotate", userId: localUser, reason: flags.for } as const;
    const id = await this.withInstance(config, { create: false }, (instance) =>
      recordedAct(instance, act, async (note) => {
        const subject = await instance.keys.rotate(flags.for);
        note({ subject });
        return subject;
      }),
    );
    this.log(`✓ New ${flags.for} key ${id}.`);
    this.progress(whatFollows[flags.for]);
    return { id, purpose: flags.for };
  }
}
