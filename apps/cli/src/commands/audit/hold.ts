import { localUser } from "@infershield/core";
import { recordedAct } from "@infershield/instance";
import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../base-command.ts";
import { CliError } from "../../cli-error.ts";
import { printable } from "../../printable.ts";
import { formatTable } from "../../table.ts";
import { personOf } from "../../team/person-of.ts";

interface HoldJson {
  readonly holds: readonly { readonly name: string; readonly user: string | null }[];
}

export default class AuditHold extends BaseCommand {
  static override summary = "Keep audit records although their time is over, for a legal matter.";
  static override description =
    "Without a name it lists the holds. A hold on a person keeps every segment with records of that person and all younger ones; without --user everything is kept.";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> --user alex@example.com case-7",
    "<%= config.bin %> <%= command.id %> --lift case-7",
  ];
  static override args = { name: Args.string({ description: "name of the matter" }) };
  static override flags = {
    user: Flags.string({ description: "only records of this person", helpValue: "EMAIL", exclusive: ["lift"] }),
    lift: Flags.boolean({ description: "take the hold off" }),
  };

  async run(): Promise<HoldJson> {
    const { args, flags } = await this.parse(AuditHold);
    const config = await this.loadConfig(flags.config);
    const [{ openHome }, { liftHold, listHolds, placeHold }] = await Promise.all([
      import("@infershield/home"),
      import("@infershield/audit"),
    ]);
    const { name } = args;
    const { user, lift } = flags;
    const home = await openHome(config.homePath);
    if (lift && !(await listHolds(home)).some((hold) => hold.name === name)) {
      const problem = name === undefined ? "Missing: NAME of the hold." : `There is no hold ${printable(name)}.`;
      throw new CliError("INVALID_USAGE", problem, { hint: "List them with: infershield audit hold" });
    }
    if (name !== undefined) {
      await this.withInstance(config, { create: false }, async (instance) => {
        const userId = user === undefined ? undefined : await personOf(instance, user);
        const subject = userId === undefined ? name : `${name} ${userId}`;
        const action = lift ? "audit.hold_lifted" : "audit.hold_placed";
        await recordedAct(instance, { event: "admin", userId: localUser, subject, action }, () =>
          lift ? liftHold(home, name) : placeHold(home, { name, ...(userId !== undefined && { userId }) }),
        );
      });
      this.log(lift ? `✓ The hold ${name} is off.` : `✓ The hold ${name} is on.`);
    }
    const holds = await listHolds(home);
    const rows = holds.map((hold) => [hold.name, hold.userId ?? "everybody"]);
    if (name === undefined) this.log(rows.length === 0 ? "No holds." : formatTable(["Hold", "Person"], rows));
    return { holds: holds.map((hold) => ({ name: hold.name, user: hold.userId ?? null })) };
  }
}
