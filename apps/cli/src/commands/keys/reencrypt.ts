import { localUser } from "@infershield/core";
import { recordedAct } from "@infershield/instance";
import { BaseCommand } from "../../base-command.ts";
import { counted } from "../../counted.ts";

export default class KeysReencrypt extends BaseCommand {
  static override summary = "Seal everything stored under the newest key.";
  static override description =
    "Runs beside a serving proxy and may be stopped and started again. With --json one event a line: progress, done.";
  static override examples = ["<%= config.bin %> <%= command.id %>"];

  async run(): Promise<void> {
    const { flags } = await this.parse(KeysReencrypt);
    const config = await this.loadConfig(flags.config);
    const onProgress = ({ done, total }: { readonly done: number; readonly total: number }): void => {
      if (this.jsonEnabled()) this.printEvent({ event: "progress", done, total });
      else if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${done} of ${total}`);
    };
    const act = { event: "admin", action: "keys.reencrypt", userId: localUser } as const;
    const { total } = await this.withInstance(config, { create: false }, (instance) =>
      recordedAct(instance, act, () => instance.keys.reencrypt({ onProgress })),
    );
    if (this.jsonEnabled()) this.printEvent({ event: "done", total });
    else if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
    this.log(`✓ Sealed anew: ${counted(total, "stored value")}; everything is under the newest key.`);
  }
}
