import { localUser } from "@infershield/core";
import { type Config, recordedAct } from "@infershield/instance";
import * as Args from "@oclif/core/args";
import { durationFlag } from "../../duration-flag.ts";
import { formatDuration } from "../../format-time.ts";
import { serverFlag } from "../../team/server-flag.ts";
import { TeamCommand } from "../../team/team-command.ts";
import { type GrantJson, grantToJson } from "../../token-json.ts";

const defaultOverlapMs = 10 * 60_000;

export default class TokenRotate extends TeamCommand {
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
    server: serverFlag(),
  };

  async run(): Promise<GrantJson & { readonly token: string }> {
    const { args, flags } = await this.parse(TokenRotate);
    const overlapMs = flags.overlap ?? defaultOverlapMs;
    const { server } = flags;
    const config = await this.loadConfig(flags.config);
    const inTeam = await this.withTeam(config, { server, token: "device" }, async (administration) => {
      const { rotateTeamToken } = await import("../../team/team-tokens.ts");
      return rotateTeamToken(administration, args.id, overlapMs);
    });
    const rotated = inTeam ?? (await this.#here(config, args.id, overlapMs));
    this.log(rotated.token);
    this.progress(`Keep it now: it is not shown again. The old one ends in ${formatDuration(overlapMs)}.`);
    return rotated;
  }

  async #here(config: Config, id: string, overlapMs: number): Promise<GrantJson & { readonly token: string }> {
    const act = { event: "token", action: "token.rotate", userId: localUser, subject: id } as const;
    return await this.withInstance(config, { create: false }, (instance) =>
      recordedAct(instance, act, async () => {
        const { token, grant } = await instance.directory.rotateToken(id, { overlapMs });
        return { token: token.reveal(), ...grantToJson(grant) };
      }),
    );
  }
}
