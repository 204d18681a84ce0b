import { readFile } from "node:fs/promises";
import { ConfigError } from "./config-error.ts";

/**
 * Reads a YAML file as plain data.
 *
 * @returns undefined when there is no such file
 * @throws ConfigError `INVALID_CONFIG` when it cannot be read or is no YAML
 */
export async function readYamlFile(path: string): Promise<{ readonly content: unknown } | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
    throw new ConfigError("INVALID_CONFIG", `The file ${path} cannot be read.`, { cause });
  }
  try {
    const { parse } = await import("yaml");
    return { content: parse(text) };
  } catch (cause) {
    throw new ConfigError("INVALID_CONFIG", `${path} is not valid YAML.`, { cause });
  }
}
