import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../base-command.ts";
import { createToken } from "../../create-token.ts";
import { durationFlag } from "../../duration-flag.ts";
import { formatRelative } from "../../format-time.ts";
import { type GrantJson, grantToJson } from "../../token-json.ts";
import { userFlag } from "../../user-flag.ts";

export default class TokenCreate extends BaseCommand {
  static override summary = "Make an InferShield token for a tool or a machine.";
  static override description =
    "The token is shown once and stored only as a keyed digest. Give each tool its own, so that one can be revoked alone.";
  static override examples = [
    { description: "A token for Codex", command: "<%= config.bin %> <%= command.id %> codex" },
    {
      description: "A token that reaches one provider, for a week",
      command: "<%= config.bin %> <%= command.id %> --provider openai --expires-in 7d ci",
    },
    {
      description: "A token that stands in the address, for a tool that cannot send headers",
      command: "<%= config.bin %> <%= command.id %> --path --provider openai editor",
    },
  ];
  static override args = {
    name: Args.string({ description: "what the token is for", required: true }),
  };
  static override flags = {
    provider: Flags.string({
      description: "provider it may reach; repeat for several, leave out for all",
      multiple: true,
      multipleNonGreedy: true,
      helpValue: "NAME",
    }),
    "expires-in": durationFlag({ description: "life of the token, such as 12h or 90d (default 90d; path tokens 30d)" }),
    path: Flags.boolean({
      description: "make a path token (/t/<token>/…): one provider, 30 days at most",
      dependsOn: ["provider"],
    }),
    user: userFlag("owner of the token"),
  };

  async run(): Promise<GrantJson & { readonly token: string }> {
    const { args, flags } = await this.parse(TokenCreate);
    const config = await this.loadConfig(flags.config);
    const { token, grant } = await this.withInstance(config, { create: true }, (instance) =>
      createToken(instance, {
        name: args.name,
        userId: flags.user,
        path: flags.path,
        ...(flags.provider && { providers: flags.provider }),
        ...(flags["expires-in"] !== undefined && { expiresInMs: flags["expires-in"] }),
      }),
    );
    this.log(token.reveal());
    this.progress(`Keep it now: it is not shown again. Expires ${formatRelative(grant.expiresAt, Date.now())}.`);
    return { token: token.reveal(), ...grantToJson(grant) };
  }
}
