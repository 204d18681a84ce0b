import type { Config } from "@infershield/instance";
import { type RunningProxy, startProxy } from "@infershield/proxy";
import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../base-command.ts";
import { egressOf } from "../../proxy/egress.ts";
import { besideAnother, failedBeside } from "../../proxy/other-proxy.ts";
import { findProxy, noteProxy } from "../../proxy/running-proxy.ts";
import { untilSignal } from "../../until-signal.ts";

export default class ProxyStart extends BaseCommand {
  static override summary = "Start the proxy that stands between your tools and the model providers.";
  static override description = "Serves until Ctrl-C. Running requests are given 30 seconds to end.";
  static override examples = [
    {
      description: "Serve on the default address, http://127.0.0.1:8000",
      command: "<%= config.bin %> <%= command.id %>",
    },
    { description: "Serve on another port", command: "<%= config.bin %> <%= command.id %> --port 9000" },
  ];
  static override flags = {
    port: Flags.integer({
      description: "port to listen on; 0 takes a free one",
      min: 0,
      max: 65_535,
      helpValue: "PORT",
    }),
    host: Flags.string({
      description: "address to listen on; another than loopback needs TLS or --behind-proxy",
      helpValue: "HOST",
    }),
    "behind-proxy": Flags.boolean({ description: "a reverse proxy in front ends TLS" }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(ProxyStart);
    const config = await this.loadConfig(flags.config, {
      ...(flags.port !== undefined && { port: flags.port }),
      ...(flags.host !== undefined && { host: flags.host }),
      ...(flags["behind-proxy"] && { behindProxy: true }),
    });
    const egress = egressOf(process.env);
    await this.withInstance(config, { create: true, server: true }, async (instance) => {
      const before = await findProxy(config);
      const proxy = await startProxy({ instance, ...(egress && { egress }) }).catch((error: unknown) => {
        throw before === undefined ? error : failedBeside(error, config.port, before);
      });
      if (before !== undefined) this.progress(besideAnother(before));
      try {
        if ((await instance.users?.listUsers({ limit: 1 }))?.length === 0) {
          this.progress("Nobody has an account yet. Next, here: infershield admin create-user --role owner EMAIL");
        }
        await this.#serve(proxy, config);
      } finally {
        await proxy.close({ graceMs: config.limits.drainMs });
      }
    });
  }

  async #serve({ url, adminUrl }: RunningProxy, config: Config): Promise<void> {
    const stopped = untilSignal();
    const forget = await noteProxy(config, url);
    if (this.jsonEnabled()) {
      this.printEvent({ event: "listening", url, ...(adminUrl !== undefined && { admin_url: adminUrl }) });
    }
    this.log(`InferShield listens on ${url} (KEY_MODE=${config.keyMode}, ${config.enforcement}). Stop with Ctrl-C.`);
    if (config.mode === "multi-user") this.log(`Sign-in and administration (--server): ${adminUrl}`);
    this.progress(`${await stopped}: letting running requests end.`);
    await forget();
  }
}
