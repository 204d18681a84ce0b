import * as Args from "@oclif/core/args";
import { BaseCommand } from "../../base-command.ts";
import { counted } from "../../counted.ts";
import { printable } from "../../printable.ts";

interface LayerJson {
  readonly level: string;
  readonly name: string;
  readonly rules: number;
}

export default class PolicyValidate extends BaseCommand {
  static override summary = "Check a policy file, or a folder of them.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> policy.yaml",
    { description: "All layers of a repository together", command: "<%= config.bin %> <%= command.id %> policies/" },
  ];
  static override args = {
    file: Args.string({ description: "policy file (YAML), or a folder of them", required: true }),
  };

  async run(): Promise<{ readonly ok: true; readonly hash: string; readonly layers: readonly LayerJson[] }> {
    const { args, flags } = await this.parse(PolicyValidate);
    const { riskThreshold } = await this.loadConfig(flags.config);
    const { readPolicyBook } = await import("../../policy/read-policy-book.ts");
    const { book } = await readPolicyBook(args.file, { riskThreshold });
    const layers = book.layers.map(({ level, name, rules }) => ({ level, name, rules: rules.length }));
    for (const { level, name, rules } of layers)
      this.log(`✓ ${level} policy ${printable(name)}: ${counted(rules, "rule")}`);
    return { ok: true, hash: book.hash, layers };
  }
}
