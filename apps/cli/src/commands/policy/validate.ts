import * as Args from "@oclif/core/args";
import { BaseCommand } from "../../base-command.ts";

export default class PolicyValidate extends BaseCommand {
  static override summary = "Check a policy file.";
  static override examples = ["<%= config.bin %> <%= command.id %> policy.yaml"];
  static override args = {
    file: Args.string({ description: "policy file (YAML)", required: true }),
  };

  async run(): Promise<{ readonly ok: true; readonly level: string; readonly name: string; readonly rules: number }> {
    const { args } = await this.parse(PolicyValidate);
    const { readPolicyFile } = await import("@infershield/instance");
    const { level, name, rules } = await readPolicyFile(args.file);
    this.log(`✓ ${args.file} is valid: ${level} policy ${name}, ${rules.length} rules.`);
    return { ok: true, level, name, rules: rules.length };
  }
}
