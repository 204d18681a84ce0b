import { BaseCommand } from "../../base-command.ts";
import { CliError } from "../../cli-error.ts";
import { formatRelative, isoTime } from "../../format-time.ts";
import { findProxy } from "../../proxy/running-proxy.ts";

export default class ProxyStatus extends BaseCommand {
  static override summary = "Say whether the proxy of this home runs, and where.";
  static override description = "Exit code 5 when it does not.";
  static override examples = ["<%= config.bin %> <%= command.id %>"];

  async run(): Promise<{ readonly url: string; readonly pid: number; readonly started_at: string }> {
    const { flags } = await this.parse(ProxyStatus);
    const proxy = await findProxy(await this.loadConfig(flags.config));
    if (proxy === undefined) {
      throw new CliError("PROXY_NOT_RUNNING", "The proxy of this home does not run.", {
        hint: "Run: infershield proxy start",
      });
    }
    const { url, pid, startedAt } = proxy;
    this.log(`The proxy serves on ${url} (process ${pid}, started ${formatRelative(startedAt, Date.now())}).`);
    return { url, pid, started_at: isoTime(startedAt) };
  }
}
