import { BaseCommand } from "../../base-command.ts";
import { openTokensFor } from "../../keys/open-tokens-for.ts";

export default class KeysReencrypt extends BaseCommand {
  static override summary = "Seal everything stored under the newest key.";
  static override description =
    "Runs beside a serving proxy and may be stopped and started again. With --json one event a line: progress, done.";
  static override examples = ["<%= config.bin %> <%= command.id %>"];

  async run(): Promise<void> {
    const { flags } = await this.parse(KeysReencrypt);
    const config = await this.loadConfig(flags.config);
    const { total } = await openTokensFor(config, ({ keys }) =>
      keys.reencrypt({
        onProgress: ({ done, total }) => {
          if (this.jsonEnabled()) this.printEvent({ event: "progress", done, total });
          else if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${done} of ${total}`);
        },
      }),
    );
    if (this.jsonEnabled()) this.printEvent({ event: "done", total });
    else if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
    this.log(`✓ ${total} stored values were sealed anew; everything is under the newest key.`);
  }
}
