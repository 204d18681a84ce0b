import { type RunningFirewall, startFirewall } from "@infershield/firewall";
import type { Config } from "@infershield/instance";
import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../base-command.ts";
import { untilSignal } from "../../until-signal.ts";

/** Where the service listens when nobody says otherwise and nothing else does. */
const usualPort = 5000;

export default class FirewallStart extends BaseCommand {
  static override summary = "Start the detectors as a service that proxies and other programs ask.";
  static override description =
    "Serves POST /v1/scan, POST /api/analyze and GET /health until Ctrl-C. Point a proxy at it with FIREWALL_ENDPOINT. INFERSHIELD_FIREWALL_TOKEN in both environments is their shared secret; without it only programs on this machine are served.";
  static override examples = [
    {
      description: "Serve on the default address, http://127.0.0.1:5000",
      command: "<%= config.bin %> <%= command.id %>",
    },
    {
      description: "Let a proxy on this machine use it",
      command: "FIREWALL_ENDPOINT=http://127.0.0.1:5000 <%= config.bin %> proxy start",
    },
  ];
  static override flags = {
    port: Flags.integer({
      description: "port to listen on; 0 takes a free one. Without it 5000, or a free one when that is taken",
      min: 0,
      max: 65_535,
    }),
    host: Flags.string({ description: "address to listen on; another than loopback needs the shared secret and TLS" }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(FirewallStart);
    const config = await this.loadConfig(flags.config, {
      firewall: {
        ...(flags.port !== undefined && { port: flags.port }),
        ...(flags.host !== undefined && { host: flags.host }),
      },
    });
    const firewall = await startFirewall({ config });
    try {
      await this.#serve(firewall, config);
    } finally {
      await firewall.close();
    }
  }

  async #serve({ url, port }: RunningFirewall, config: Config): Promise<void> {
    const stopped = untilSignal();
    if (config.firewall.port === undefined && port !== usualPort) {
      this.progress(`Port ${usualPort} is taken, so a free one is used. Choose one with --port.`);
    }
    if (this.jsonEnabled()) this.printEvent({ event: "listening", url });
    const callers = config.firewallToken ? "who knows the shared secret" : "every program on this machine";
    this.log(`The detection service listens on ${url} for ${callers}. Stop with Ctrl-C.`);
    this.progress(`${await stopped}: letting running requests end.`);
  }
}
