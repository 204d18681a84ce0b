import { BaseCommand } from "../../base-command.ts";
import { flattenSettings } from "../../flatten-settings.ts";
import { formatTable } from "../../table.ts";

export default class ConfigShow extends BaseCommand {
  static override summary = "Show the settings in force; secrets only as set or not set.";
  static override description = "From command line, environment, infershield.yaml and defaults, in this order.";
  static override examples = ["<%= config.bin %> <%= command.id %>", "<%= config.bin %> <%= command.id %> --json"];

  async run(): Promise<{ readonly settings: Readonly<Record<string, unknown>> }> {
    const { flags } = await this.parse(ConfigShow);
    const { warnings: _, environmentKeys, masterKey, ...config } = await this.loadConfig(flags.config);
    const settings = flattenSettings({
      ...config,
      masterKey: masterKey === undefined ? "not set" : "set",
      environmentKeys: [...environmentKeys.keys()],
    });
    const rows = Object.entries(settings).map(([key, value]) => [
      key,
      Array.isArray(value) ? value.join(", ") : `${value}`,
    ]);
    this.log(formatTable(["Setting", "Value"], rows));
    return { settings };
  }
}
