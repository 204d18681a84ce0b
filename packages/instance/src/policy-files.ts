import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileIdentity } from "@infershield/home";
import type { PolicyLayer } from "@infershield/policy";
import { ConfigError } from "./config-error.ts";
import { readYamlDocuments } from "./yaml-file.ts";

/**
 * Reads the layers of a policy file, which may hold several documents, or of every `.yaml` and `.yml` file of a folder.
 *
 * @throws PolicyError `INVALID_POLICY`; ConfigError `INVALID_CONFIG` when something is missing or cannot be read
 */
export async function readPolicyLayers(path: string): Promise<readonly PolicyLayer[]> {
  const { parsePolicy } = await import("@infershield/policy");
  const layers: PolicyLayer[] = [];
  for (const file of await policyFiles(path)) {
    const documents = await readYamlDocuments(file);
    if (documents === undefined) throw missing(file);
    layers.push(...documents.map((document) => parsePolicy(document)));
  }
  // An editor that is about to write leaves an empty file for a moment; it must not put the built-in policy in force.
  if (layers.length === 0) throw new ConfigError("INVALID_CONFIG", `${path} holds no policy.`);
  return layers;
}

/** Differs when a file of the policy was changed, added or taken away; costs one `stat` a file. */
export async function policyIdentity(path: string): Promise<string> {
  const files = await policyFiles(path).catch(() => [path]);
  return files.map((file) => `${file} ${fileIdentity(file)}`).join("\n");
}

async function policyFiles(path: string): Promise<readonly string[]> {
  let isFolder: boolean;
  try {
    isFolder = (await stat(path)).isDirectory();
  } catch (cause) {
    throw missing(path, cause);
  }
  if (!isFolder) return [path];
  const names = (await readdir(path)).filter((name) => /^[^.].*\.ya?ml$/.test(name)).sort();
  return names.map((name) => join(path, name));
}

function missing(path: string, cause?: unknown): ConfigError {
  return new ConfigError("INVALID_CONFIG", `The policy file ${path} does not exist or cannot be read.`, {
    cause,
    hint: "Check the path; docs/policy.md shows what a policy file holds.",
  });
}
