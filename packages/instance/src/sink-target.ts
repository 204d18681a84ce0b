import { hostname } from "node:os";
import { resolve } from "node:path";
import type { SinkTarget } from "@infershield/audit";
import type { ProviderCatalog } from "@infershield/providers";
import { isLoopbackHost, isProtected } from "./address.ts";
import { ConfigError } from "./config-error.ts";
import { readConfiguredFile } from "./configured-file.ts";
import type { Config } from "./load-config.ts";
import type { SinkSettings } from "./sink-settings.ts";

/**
 * Opens the other side of a configured sink. Nothing is sent yet.
 *
 * @param providers - Tell a collector what OpenTelemetry calls them.
 * @throws ConfigError `INVALID_CONFIG` when records would cross a network unprotected, or a file cannot be read
 */
export async function openTarget(
  settings: SinkSettings,
  { sinkSecrets }: Pick<Config, "sinkSecrets">,
  providers: Pick<ProviderCatalog, "find">,
): Promise<SinkTarget> {
  const { fileTarget, otlpTarget, streamTarget, syslogTarget, webhookTarget } = await import("@infershield/audit");
  const secret = sinkSecrets.get(settings.name);
  switch (settings.type) {
    case "file":
      return fileTarget(resolve(settings.path));
    case "stdout":
      return streamTarget(process.stdout);
    case "syslog": {
      const { name, host, port, tls, ca } = settings;
      if (!tls && !isLoopbackHost(host)) throw unprotected(name, "set tls: true");
      const trusted = ca === undefined ? {} : { ca: (await readConfiguredFile(`audit.sinks, ${name}`, ca)).toString() };
      return syslogTarget({ host, port, hostname: hostname(), ...(tls && { tls: trusted }) });
    }
    case "webhook":
      requireHttps(settings.name, settings.url);
      return webhookTarget({ url: settings.url, header: settings.header, ...(secret && { secret }) });
    case "otlp":
      requireHttps(settings.name, settings.url);
      return otlpTarget({
        url: settings.url,
        header: settings.header,
        providerName: (name) => providers.find(name)?.telemetryName ?? name,
        ...(secret && { secret }),
      });
  }
}

function requireHttps(name: string, url: string): void {
  if (!isProtected(url)) throw unprotected(name, "use https");
}

function unprotected(name: string, cure: string): ConfigError {
  return new ConfigError(
    "INVALID_CONFIG",
    `Setting audit.sinks, ${name}: audit records may leave this machine only encrypted.`,
    {
      hint: `In infershield.yaml, ${cure} for the sink ${name}.`,
    },
  );
}
