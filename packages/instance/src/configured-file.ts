import { readFile } from "node:fs/promises";
import { ConfigError } from "./config-error.ts";

/**
 * Reads a file that a setting names.
 *
 * @param setting - As in `infershield.yaml`, such as `tls.cert`.
 * @throws ConfigError `INVALID_CONFIG`
 */
export async function readConfiguredFile(setting: string, path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new ConfigError("INVALID_CONFIG", `Setting ${setting}: the file ${path} cannot be read.`, {
      cause,
      hint: "Check that it is there, and that the user who runs InferShield may read it.",
    });
  }
}
