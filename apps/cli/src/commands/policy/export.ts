import { formatYamlDocuments } from "@infershield/instance";
import type { PolicyDocumentJson } from "@infershield/proxy";
import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { CliError } from "../../cli-error.ts";
import { documentAnswer, policiesAnswer } from "../../policy/policy-answers.ts";
import { printable } from "../../printable.ts";
import { ask } from "../../team/ask.ts";
import { serverFlag } from "../../team/server-flag.ts";
import { TeamCommand } from "../../team/team-command.ts";

export default class PolicyExport extends TeamCommand {
  static override summary = "Print layers of a team's policy as a policy file (YAML).";
  static override description =
    "Those in force, or one version of a layer. Change it, then put it in force with `policy set`.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> > policy.yaml",
    { description: "An earlier version", command: "<%= config.bin %> <%= command.id %> --version 3 org > policy.yaml" },
  ];
  static override args = {
    layer: Args.string({ description: "org, team:NAME or user:EMAIL; all of them without it" }),
  };
  static override flags = {
    version: Flags.integer({
      description: "this version instead of the newest one",
      min: 1,
      helpValue: "N",
    }),
    server: serverFlag(),
  };

  async run(): Promise<{ readonly policies: readonly PolicyDocumentJson[] }> {
    const { args, flags } = await this.parse(PolicyExport);
    const { server, version } = flags;
    if (version !== undefined && args.layer === undefined) {
      throw new CliError("INVALID_USAGE", "--version is a version of one layer.", {
        hint: "Name the layer: org, team:NAME or user:EMAIL.",
      });
    }
    const config = await this.loadConfig(flags.config);
    const policies = await this.administer(config, { server }, async (administration) => {
      const layers =
        args.layer === undefined
          ? (await ask(administration, "GET /admin/policies", policiesAnswer)).policies.map(({ layer }) => layer)
          : [args.layer];
      const read: PolicyDocumentJson[] = [];
      for (const layer of layers) {
        read.push(await ask(administration, "GET /admin/policies/version", documentAnswer, { layer, version }));
      }
      return read;
    });
    const documents = policies.flatMap(({ document }) => (document === null ? [] : [document]));
    if (documents.length > 0) this.log((await formatYamlDocuments(documents)).trimEnd());
    for (const { layer, version: shown, document, author, created_at } of policies) {
      const what = document === null ? "takes the layer away" : "is printed above";
      this.progress(`${printable(layer)}: version ${shown} by ${printable(author)}, ${created_at}, ${what}.`);
    }
    if (policies.length === 0)
      this.progress("The built-in policy alone is in force. Next: infershield policy set FILE");
    return { policies };
  }
}
