import { join } from "node:path";
import { readTokenGrants, type TokenGrant } from "@infershield/identity";
import { BaseCommand } from "../../base-command.ts";
import { formatRelative } from "../../format-time.ts";
import { formatTable } from "../../table.ts";
import { type GrantJson, grantToJson } from "../../token-json.ts";

export default class TokenList extends BaseCommand {
  static override summary = "List the InferShield tokens of this home.";
  static override description =
    "Shows what each token is for and its last four characters; the tokens themselves are not stored.";
  static override examples = ["<%= config.bin %> <%= command.id %>", "<%= config.bin %> <%= command.id %> --json"];

  async run(): Promise<{ readonly tokens: readonly GrantJson[] }> {
    const { flags } = await this.parse(TokenList);
    const { homePath } = await this.loadPaths(flags.config);
    const grants = await readTokenGrants(join(homePath, "identity.json"));
    if (grants.length === 0) this.log("No tokens yet. Next: infershield token create NAME");
    else this.log(formatTable(["Id", "Name", "Ends in", "Providers", "Status"], grants.map(toRow)));
    return { tokens: grants.map(grantToJson) };
  }
}

function toRow(grant: TokenGrant): readonly string[] {
  const providers = grant.providers === "all" ? "all" : grant.providers.join(", ");
  return [grant.id, grant.name, `…${grant.last4}`, providers, describeState(grant, Date.now())];
}

function describeState(grant: TokenGrant, now: number): string {
  if (grant.revokedAt !== undefined) return `revoked ${formatRelative(grant.revokedAt, now)}`;
  if (grant.expiresAt <= now) return `expired ${formatRelative(grant.expiresAt, now)}`;
  return `expires ${formatRelative(grant.expiresAt, now)}`;
}
