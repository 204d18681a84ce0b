import * as Args from "@oclif/core/args";
import { BaseCommand } from "../../base-command.ts";
import { recordTokenEvent } from "../../create-token.ts";
import { durationFlag } from "../../duration-flag.ts";
import { formatDuration } from "../../format-time.ts";
import { type GrantJson, grantToJson } from "../../token-json.ts";

const defaultOverlapMs = 10 * 60_000;

export default class TokenRotate extends BaseCommand {
  static override summary = "Replace an InferShield token by a new one with the same rights.";
  static override description =
    "The old one works for a while longer, so that the tool can be given the new one first.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> ift_7HzlvCjqBj5wHAa5UfToOZ",
    "<%= config.bin %> <%= command.id %> --overlap 1h ift_7HzlvCjqBj5wHAa5UfToOZ",
  ];
  static override args = {
    id: Args.string({ description: "id of the token, from `infershield token list`", required: true }),
  };
  static override flags = {
    overlap: durationFlag({ description: "how long the old one still works (default 10m, at most 1d)" }),
  };

  async run(): Promise<GrantJson & { readonly token: string }> {
    const { args, flags } = await this.parse(TokenRotate);
    const overlapMs = flags.overlap ?? defaultOverlapMs;
    const config = await this.loadConfig(flags.config);
    const { token, grant } = await this.withInstance(config, { create: false }, async (instance) => {
      const rotated = await instance.directory.rotateToken(args.id, { overlapMs });
      await recordTokenEvent(instance, "token.rotate", rotated.grant);
      return rotated;
    });
    this.log(token.reveal());
    this.progress(`Keep it now: it is not shown again. The old one ends in ${formatDuration(overlapMs)}.`);
    return { token: token.reveal(), ...grantToJson(grant) };
  }
}
