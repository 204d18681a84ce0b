import { defaultTenant, localUser } from "@infershield/core";
import { recordedAct } from "@infershield/instance";
import * as Args from "@oclif/core/args";
import { BaseCommand } from "../../base-command.ts";
import { printable } from "../../printable.ts";
import { personOf } from "../../team/person-of.ts";

export default class AuditShred extends BaseCommand {
  static override summary = "Make all excerpts of a person's requests and answers unreadable, for good.";
  static override description =
    "The key that sealed them is destroyed. Every record stays, and the trail still verifies. Backups of the folder audit/keys have to go as well.";
  static override examples = ["<%= config.bin %> <%= command.id %> alex@example.com"];
  static override args = { user: Args.string({ description: "whose", required: true }) };

  async run(): Promise<{ readonly shredded: boolean }> {
    const { args, flags } = await this.parse(AuditShred);
    const config = await this.loadConfig(flags.config);
    const { user } = args;
    const shredded = await this.withInstance(config, { create: false }, async (instance) => {
      const userId = await personOf(instance, user);
      const act = { event: "admin", action: "audit.shred", userId: localUser, subject: userId } as const;
      return recordedAct(instance, act, () => instance.trail.excerpts.shred({ tenant: defaultTenant, userId }));
    });
    this.log(
      shredded
        ? `✓ Nobody can read excerpts of ${printable(user)} any more.`
        : `There are no excerpts of ${printable(user)}.`,
    );
    return { shredded };
  }
}
