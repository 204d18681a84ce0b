import { ConfigError } from "./config-error.ts";
import { readConfiguredFile } from "./configured-file.ts";
import type { Settings } from "./settings.ts";

/** A server's certificate chain and its key, as PEM. */
export interface TlsFiles {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/**
 * Reads what the configuration says a server proves itself with.
 *
 * @returns undefined when it serves plain HTTP
 * @throws ConfigError `INVALID_CONFIG` for files that cannot be read, or are no certificate with its key
 */
export async function readTls({ tls }: Pick<Settings, "tls">): Promise<TlsFiles | undefined> {
  if (tls.cert === undefined || tls.key === undefined) return undefined;
  const files = {
    cert: await readConfiguredFile("tls.cert", tls.cert),
    key: await readConfiguredFile("tls.key", tls.key),
  };
  const { createSecureContext } = await import("node:tls");
  try {
    createSecureContext(files);
  } catch (cause) {
    throw new ConfigError("INVALID_CONFIG", `Setting tls: ${tls.cert} and ${tls.key} are no certificate and its key.`, {
      cause,
      hint: "Both are PEM files; the key has no passphrase and belongs to the first certificate of the chain.",
    });
  }
  return files;
}
