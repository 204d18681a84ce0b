import { existsSync } from "node:fs";
import { BaseCommand } from "../../base-command.ts";

export default class ConfigValidate extends BaseCommand {
  static override summary = "Check the configuration without starting anything.";
  static override description = "Exit code 2 names the first setting that cannot be used.";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> --config infershield.yaml",
  ];

  async run(): Promise<{ readonly ok: true; readonly file: string | null; readonly warnings: readonly string[] }> {
    const { flags } = await this.parse(ConfigValidate);
    const config = await this.loadConfig(flags.config);
    const { openProviders } = await import("@infershield/instance");
    openProviders(config);
    const file = existsSync(config.filePath) ? config.filePath : null;
    this.log(`✓ The configuration is valid (${file ?? "no infershield.yaml; environment and defaults"}).`);
    return { ok: true, file, warnings: config.warnings };
  }
}
