import { localUser } from "@infershield/core";
import { type Config, recordedAct } from "@infershield/instance";
import * as Args from "@oclif/core/args";
import { printable } from "../../printable.ts";
import { serverFlag } from "../../team/server-flag.ts";
import { TeamCommand } from "../../team/team-command.ts";
import { type GrantJson, grantToJson } from "../../token-json.ts";

export default class TokenRevoke extends TeamCommand {
  static override summary = "Revoke an InferShield token; a running proxy refuses it within a second.";
  static override examples = ["<%= config.bin %> <%= command.id %> ift_7HzlvCjqBj5wHAa5UfToOZ"];
  static override args = {
    id: Args.string({ description: "id of the token, from `infershield token list`", required: true }),
  };

  static override flags = { server: serverFlag() };

  async run(): Promise<GrantJson> {
    const { args, flags } = await this.parse(TokenRevoke);
    const { server } = flags;
    const config = await this.loadConfig(flags.config);
    const inTeam = await this.withTeam(config, { server, token: "administration" }, async (administration) => {
      const { revokeTeamToken } = await import("../../team/team-tokens.ts");
      return revokeTeamToken(administration, args.id);
    });
    const revoked = inTeam ?? (await this.#here(config, args.id));
    this.log(`✓ Token ${printable(revoked.name)} (…${revoked.last4}) revoked.`);
    return revoked;
  }

  async #here(config: Config, id: string): Promise<GrantJson> {
    const act = { event: "token", action: "token.revoke", userId: localUser, subject: id } as const;
    return await this.withInstance(config, { create: false }, (instance) =>
      recordedAct(instance, act, async () => grantToJson(await instance.directory.revokeToken(id))),
    );
  }
}
