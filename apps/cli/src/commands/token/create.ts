import { localUser } from "@infershield/core";
import type { Config } from "@infershield/instance";
import type { NewTokenJson } from "@infershield/proxy";
import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { createToken } from "../../create-token.ts";
import { durationFlag } from "../../duration-flag.ts";
import { formatRelative } from "../../format-time.ts";
import { serverFlag } from "../../team/server-flag.ts";
import { TeamCommand } from "../../team/team-command.ts";
import { type GrantJson, grantToJson } from "../../token-json.ts";
import { userFlag } from "../../user-flag.ts";

export default class TokenCreate extends TeamCommand {
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
    user: userFlag("owner of the token; in a team, a service"),
    server: serverFlag(),
  };

  async run(): Promise<GrantJson & { readonly token: string }> {
    const { args, flags } = await this.parse(TokenCreate);
    const config = await this.loadConfig(flags.config);
    const created = (await this.#inTeam(config, args.name, flags)) ?? (await this.#here(config, args.name, flags));
    this.log(created.token);
    this.progress(
      `Keep it now: it is not shown again. Expires ${formatRelative(Date.parse(created.expires_at), Date.now())}.`,
    );
    return created;
  }

  #inTeam(config: Config, name: string, flags: Wish): Promise<NewTokenJson | undefined> {
    const { server, user, provider: providers, path, "expires-in": expiresInMs } = flags;
    // Somebody else's token is an administrator's act.
    const token = user === localUser ? "device" : "administration";
    return this.withTeam(config, { server, token }, async (administration) => {
      const { createTeamToken, otherUser } = await import("../../team/team-tokens.ts");
      return createTeamToken(administration, { name, user: otherUser(user), providers, path, expiresInMs });
    });
  }

  async #here(config: Config, name: string, flags: Wish): Promise<GrantJson & { readonly token: string }> {
    const { provider: providers, "expires-in": expiresInMs, user: userId, path } = flags;
    const wish = {
      name,
      userId,
      path,
      ...(providers && { providers }),
      ...(expiresInMs !== undefined && { expiresInMs }),
    };
    const { token, grant } = await this.withInstance(config, { create: true }, (instance) =>
      createToken(instance, wish),
    );
    return { token: token.reveal(), ...grantToJson(grant) };
  }
}

interface Wish {
  readonly server: string | undefined;
  readonly user: string;
  readonly provider: string[] | undefined;
  readonly path: boolean;
  readonly "expires-in": number | undefined;
}
