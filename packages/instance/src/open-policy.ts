import type { Policy, PolicyLayer } from "@infershield/policy";
import { ConfigError } from "./config-error.ts";
import type { Config } from "./load-config.ts";
import { readYamlFile } from "./yaml-file.ts";

/**
 * The policy in force: the built-in one, with the rules of the policy file where one is configured.
 *
 * @throws PolicyError `INVALID_POLICY`; ConfigError `INVALID_CONFIG` when the file cannot be read
 */
export async function openPolicy({ policyFile, riskThreshold }: Config): Promise<Policy> {
  const { layeredPolicy } = await import("@infershield/policy");
  const layers = policyFile === undefined ? [] : [await readPolicyFile(policyFile)];
  return layeredPolicy(layers, { riskThreshold });
}

/** Reads and checks a policy file. @throws PolicyError `INVALID_POLICY`; ConfigError `INVALID_CONFIG` */
export async function readPolicyFile(path: string): Promise<PolicyLayer> {
  const { parsePolicy } = await import("@infershield/policy");
  const file = await readYamlFile(path);
  if (file === undefined) throw new ConfigError("INVALID_CONFIG", `The policy file ${path} does not exist.`);
  return parsePolicy(file.content);
}
