import { join } from "node:path";
import { localUser } from "@infershield/core";
import { readTokenGrants } from "@infershield/identity";
import { formatRelative } from "../../format-time.ts";
import { formatTable } from "../../table.ts";
import { serverFlag } from "../../team/server-flag.ts";
import { TeamCommand } from "../../team/team-command.ts";
import { type GrantJson, grantToJson } from "../../token-json.ts";
import { userFlag } from "../../user-flag.ts";

export default class TokenList extends TeamCommand {
  static override summary = "List the InferShield tokens of this home.";
  static override description =
    "Shows what each token is for and its last four characters; the tokens themselves are not stored.";
  static override examples = ["<%= config.bin %> <%= command.id %>", "<%= config.bin %> <%= command.id %> --json"];

  static override flags = { user: userFlag("in a team, whose tokens"), server: serverFlag() };

  async run(): Promise<{ readonly tokens: readonly GrantJson[] }> {
    const { flags } = await this.parse(TokenList);
    const tokens = await this.#tokens(flags);
    if (tokens.length === 0) this.log(await this.#nextStep(flags));
    else this.log(formatTable(["Id", "Name", "Ends in", "Providers", "Status"], tokens.map(toRow)));
    return { tokens };
  }

  /** On the server's own machine nobody is "oneself". */
  async #nextStep({ server, user, config: file }: ListFlags): Promise<string> {
    const nobody =
      server === undefined && user === localUser && (await this.loadPaths(file)).databaseFile !== undefined;
    return nobody
      ? "No tokens: on the server's machine say whose. Next: infershield token list --user EMAIL"
      : "No tokens yet. Next: infershield token create NAME";
  }

  async #tokens({ server, user, config: file }: ListFlags): Promise<readonly GrantJson[]> {
    const { homePath, databaseFile } = await this.loadPaths(file);
    if (server === undefined && databaseFile === undefined) {
      return (await readTokenGrants(join(homePath, "identity.json"))).map(grantToJson);
    }
    return await this.administer(await this.loadConfig(file), { server }, async (administration) => {
      const { listTeamTokens, otherUser } = await import("../../team/team-tokens.ts");
      return listTeamTokens(administration, otherUser(user));
    });
  }
}

interface ListFlags {
  readonly server: string | undefined;
  readonly user: string;
  readonly config: string | undefined;
}

function toRow(grant: GrantJson): readonly string[] {
  const providers = grant.providers === "all" ? "all" : grant.providers.join(", ");
  return [grant.id, grant.name, `…${grant.last4}`, providers, describeState(grant, Date.now())];
}

function describeState({ revoked_at, expires_at }: GrantJson, now: number): string {
  if (revoked_at !== null) return `revoked ${formatRelative(Date.parse(revoked_at), now)}`;
  const expiresAt = Date.parse(expires_at);
  return `${expiresAt <= now ? "expired" : "expires"} ${formatRelative(expiresAt, now)}`;
}
