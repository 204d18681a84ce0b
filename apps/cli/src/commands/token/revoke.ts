import * as Args from "@oclif/core/args";
import { BaseCommand } from "../../base-command.ts";
import { recordTokenEvent } from "../../create-token.ts";
import { type GrantJson, grantToJson } from "../../token-json.ts";

export default class TokenRevoke extends BaseCommand {
  static override summary = "Revoke an InferShield token; a running proxy refuses it within a second.";
  static override examples = ["<%= config.bin %> <%= command.id %> ift_7HzlvCjqBj5wHAa5UfToOZ"];
  static override args = {
    id: Args.string({ description: "id of the token, from `infershield token list`", required: true }),
  };

  async run(): Promise<GrantJson> {
    const { args, flags } = await this.parse(TokenRevoke);
    const config = await this.loadConfig(flags.config);
    const grant = await this.withInstance(config, { create: false }, async (instance) => {
      const revoked = await instance.directory.revokeToken(args.id);
      await recordTokenEvent(instance, "token.revoke", revoked);
      return revoked;
    });
    this.log(`✓ Token ${grant.name} (…${grant.last4}) revoked.`);
    return grantToJson(grant);
  }
}
