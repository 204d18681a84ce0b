import { join } from "node:path";
import { type KeyStatusReport, readKeyStatus } from "@infershield/token-store";
import { BaseCommand } from "../../base-command.ts";
import { CliError } from "../../cli-error.ts";
import { formatRelative, isoTime } from "../../format-time.ts";
import { openTokensFor } from "../../keys/open-tokens-for.ts";
import { formatTable } from "../../table.ts";

interface KeysJson {
  readonly store_id: string;
  readonly master_keys: readonly { readonly id: string; readonly source: string; readonly kdf: string }[];
  readonly keys: readonly {
    readonly id: string;
    readonly purpose: string;
    readonly status: string;
    readonly created_at: string;
    readonly uses: number;
  }[];
}

export default class KeysStatus extends BaseCommand {
  static override summary = "Show which keys protect this home and what is under them.";
  static override description = "Shows no key, and unlocks none but those of a team's database.";
  static override examples = ["<%= config.bin %> <%= command.id %>"];

  async run(): Promise<KeysJson> {
    const { flags } = await this.parse(KeysStatus);
    const report = await this.#report(flags.config);
    if (report === undefined) {
      throw new CliError("NOT_LOGGED_IN", "This home has no keys yet.", { hint: "Run: infershield auth login" });
    }
    this.log(`Master keys that open this home: ${report.wraps.map((wrap) => wrap.source).join(", ")}\n`);
    this.log(formatTable(["Key", "Purpose", "Status", "Created", "Stored values"], rows(report, Date.now())));
    return {
      store_id: report.storeId,
      master_keys: report.wraps,
      keys: report.keys.map(({ kid, purpose, status, createdAt, uses }) => ({
        id: kid,
        purpose,
        status,
        created_at: isoTime(createdAt),
        uses,
      })),
    };
  }

  /** A file tells without being unlocked; a team's database is opened. */
  async #report(file: string | undefined): Promise<KeyStatusReport | undefined> {
    const { homePath, tokenFile, databaseFile } = await this.loadPaths(file);
    if (databaseFile !== undefined) return openTokensFor(await this.loadConfig(file), ({ keys }) => keys.status());
    const { keyUsers } = await import("@infershield/instance");
    return readKeyStatus(tokenFile, keyUsers({ file: (...names) => join(homePath, ...names) }));
  }
}

function rows(report: KeyStatusReport, now: number): readonly (readonly string[])[] {
  return report.keys.map(({ kid, purpose, status, createdAt, uses }) => [
    kid,
    purpose,
    status,
    formatRelative(createdAt, now),
    purpose === "sign" ? "-" : String(uses),
  ]);
}
