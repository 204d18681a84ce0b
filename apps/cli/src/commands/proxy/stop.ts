import { system } from "@infershield/core";
import { BaseCommand } from "../../base-command.ts";
import { CliError } from "../../cli-error.ts";
import { findProxy, isAlive } from "../../proxy/running-proxy.ts";

const pollMs = 50;

export default class ProxyStop extends BaseCommand {
  static override summary = "Stop the proxy of this home; running requests may end first.";
  static override examples = ["<%= config.bin %> <%= command.id %>"];

  async run(): Promise<{ readonly stopped: number }> {
    const { flags } = await this.parse(ProxyStop);
    const config = await this.loadConfig(flags.config);
    const proxy = await findProxy(config);
    if (proxy === undefined) {
      throw new CliError("PROXY_NOT_RUNNING", "The proxy of this home does not run.", { hint: "Nothing to stop." });
    }
    process.kill(proxy.pid, "SIGTERM");
    this.progress("Letting running requests end.");
    const deadline = system.monotonic() + config.limits.drainMs + 5_000;
    while (isAlive(proxy.pid)) {
      if (system.monotonic() > deadline) {
        throw new CliError("PROXY_STUCK", `Process ${proxy.pid} did not end.`, { hint: `Run: kill -9 ${proxy.pid}` });
      }
      await system.sleep(pollMs);
    }
    this.log("✓ Stopped.");
    return { stopped: proxy.pid };
  }
}
