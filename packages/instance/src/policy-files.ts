import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileIdentity } from "@infershield/home";
import type { PolicyError, PolicyLayer } from "@infershield/policy";
import { ConfigError } from "./config-error.ts";
import { readYamlDocuments } from "./yaml-file.ts";

/**
 * Reads the layers of a policy file, which may hold several documents, or of every `.yaml` and `.yml` file of a folder.
 *
 * @throws PolicyError `INVALID_POLICY`, `DUPLICATE_LAYER`, both with the file's name; ConfigError `INVALID_CONFIG` when something is missing or cannot be read
 */
export async function readPolicyLayers(path: string): Promise<readonly PolicyLayer[]> {
  const { parsePolicy, placeText, PolicyError } = await import("@infershield/policy");
  const layers = new Map<string, { readonly layer: PolicyLayer; readonly source: string }>();
  for (const file of await policyFiles(path)) {
    const documents = await readYamlDocuments(file);
    if (documents === undefined) throw missing(file);
    for (const [index, document] of documents.entries()) {
      const source = documents.length === 1 ? file : `${file} (document ${index + 1})`;
      const layer = naming(source, PolicyError, () => parsePolicy(document));
      const place = placeText(layer);
      const before = layers.get(place);
      if (before !== undefined) {
        const both = `${before.source} and ${source}`;
        throw new PolicyError("DUPLICATE_LAYER", `${both} are both the policy of ${describePlace(layer)}.`, {
          hint: "Put the rules of both into one of them, or give one another level or name.",
        });
      }
      layers.set(place, { layer, source });
    }
  }
  // An editor that is about to write leaves an empty file for a moment; it must not put the built-in policy in force.
  if (layers.size === 0) {
    throw new ConfigError("INVALID_CONFIG", `${path} holds no policy.`, {
      hint: "Name a policy file, or a folder with files *.yaml or *.yml; docs/policy.md shows what is in one.",
    });
  }
  return [...layers.values()].map(({ layer }) => layer);
}

/** Does `parse` and says in its failure where the text came from. */
function naming<T>(source: string, known: typeof PolicyError, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof known)) throw error;
    throw new known(error.code, `${source}: ${error.message}`, { cause: error });
  }
}

function describePlace({ level, name }: PolicyLayer): string {
  return level === "org" ? "the organisation" : `the ${level} ${name}`;
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
