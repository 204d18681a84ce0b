import { readFile } from "node:fs/promises";
import { ConfigError } from "./config-error.ts";

/**
 * Reads a YAML file as plain data.
 *
 * @returns undefined when there is no such file
 * @throws ConfigError `INVALID_CONFIG` when it cannot be read or is no YAML
 */
export async function readYamlFile(path: string): Promise<{ readonly content: unknown } | undefined> {
  const text = await readText(path);
  if (text === undefined) return undefined;
  try {
    const { parse } = await import("yaml");
    return { content: parse(text) };
  } catch (cause) {
    throw invalid(path, cause);
  }
}

/**
 * {@link readYamlFile} for a file that may hold several documents, separated by `---`.
 *
 * @returns undefined when there is no such file
 * @throws ConfigError `INVALID_CONFIG` when it cannot be read or is no YAML
 */
export async function readYamlDocuments(path: string): Promise<readonly unknown[] | undefined> {
  const text = await readText(path);
  if (text === undefined) return undefined;
  const { parseAllDocuments } = await import("yaml");
  return [...parseAllDocuments(text)].map((document): unknown => {
    const [error] = document.errors;
    if (error !== undefined) throw invalid(path, error);
    return document.toJS();
  });
}

/** Some documents as one YAML text that {@link readYamlDocuments} reads again. */
export async function formatYamlDocuments(documents: readonly object[]): Promise<string> {
  const { stringify } = await import("yaml");
  return documents.map((document) => stringify(document)).join("---\n");
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
    throw new ConfigError("INVALID_CONFIG", `The file ${path} cannot be read.`, { cause });
  }
}

function invalid(path: string, cause: unknown): ConfigError {
  return new ConfigError("INVALID_CONFIG", `${path} is not valid YAML.`, { cause });
}
