import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import * as Flags from "@oclif/core/flags";
import { filterFlags } from "../../audit/filter-flags.ts";
import { CliError } from "../../cli-error.ts";
import { serverFlag } from "../../team/server-flag.ts";
import { TeamCommand } from "../../team/team-command.ts";

const formats = ["jsonl", "csv", "cef", "ocsf"] as const;

export default class AdminAudit extends TeamCommand {
  static override summary = "Hand audit records of the team on; that you did is recorded too.";
  static override description = "As `infershield audit export`, also from a team's server.";
  static override examples = ["<%= config.bin %> <%= command.id %> --user kim@example.com --since 7d --format csv"];
  static override flags = {
    ...filterFlags,
    format: Flags.option({ options: formats, default: "jsonl" as const, description: "how it is written" })(),
    out: Flags.string({ description: "write a new file (0600) instead of standard output", helpValue: "FILE" }),
    server: serverFlag(),
  };

  async run(): Promise<{ readonly out: string; readonly format: string } | undefined> {
    const { flags } = await this.parse(AdminAudit);
    const { server, out, user, since, until, decision, format } = flags;
    const config = await this.loadConfig(flags.config);
    return await this.administer(config, { server }, async (administration) => {
      const wish = { user, since, until, decision, format };
      const pieces = Readable.from(administration.read("GET /admin/audit", wish));
      if (out === undefined) {
        await pipeline(pieces, process.stdout, { end: false });
        return undefined;
      }
      await pipeline(pieces, createWriteStream(out, { flags: "wx", mode: 0o600 })).catch((cause) => {
        if (!(cause instanceof Error && "code" in cause && cause.code === "EEXIST")) throw cause;
        throw new CliError("INVALID_USAGE", `${out} exists already.`, { cause, hint: "Name a new file with --out." });
      });
      this.log(`✓ Exported to ${out}.`);
      return { out, format };
    });
  }
}
