import { z } from "zod";
import { ConfigError } from "./config-error.ts";
import { settingsSchema } from "./settings.ts";

/** Names the product documents for a setting beside its own `INFERSHIELD_…` name, strongest first. */
const aliases: Readonly<Record<string, readonly string[]>> = {
  INFERSHIELD_PORT: ["PROXY_PORT", "PORT"],
  INFERSHIELD_KEY_MODE: ["KEY_MODE"],
  INFERSHIELD_RISK_THRESHOLD: ["RISK_THRESHOLD"],
  INFERSHIELD_FIREWALL_ENDPOINT: ["FIREWALL_ENDPOINT", "BACKEND_URL"],
};

/** Variables that are no setting of the file: secrets, and where the file itself lies. */
const ownVariables: readonly string[] = [
  "INFERSHIELD_HOME",
  "INFERSHIELD_MASTER_KEY",
  "INFERSHIELD_FIREWALL_TOKEN",
  "INFERSHIELD_TOKEN",
];

/** What a provider can be told by variables of its own, such as `INFERSHIELD_OPENAI_BASE_URL`. */
const providerFields: Readonly<Record<string, string>> = {
  BASE_URL: "baseUrl",
  CLIENT_ID: "clientId",
  ISSUER: "issuer",
  DEVICE_ENDPOINT: "deviceEndpoint",
  TOKEN_ENDPOINT: "tokenEndpoint",
};

const sinkVariableForm = /^INFERSHIELD_AUDIT_SINK_[A-Z0-9_]+_SECRET$/;

/** The variable with the secret of an audit sink. */
export function sinkVariable(name: string): string {
  return `INFERSHIELD_AUDIT_SINK_${toVariable(name)}_SECRET`;
}

type Environment = Readonly<Record<string, string | undefined>>;
type Tree = { [key: string]: unknown };

/** The part of the settings that environment variables give, as nested as the file, and warnings about variables nobody reads. */
export interface EnvironmentSettings {
  readonly settings: Tree;
  readonly warnings: readonly string[];
}

/**
 * Reads every setting that has a variable.
 *
 * @param providerNames - Providers that variables may configure.
 * @throws ConfigError `INVALID_CONFIG` for a value of the wrong form
 */
export function readEnvironment(env: Environment, providerNames: readonly string[]): EnvironmentSettings {
  const settings: Tree = {};
  const known = new Set(ownVariables);
  for (const { path, type } of leaves(settingsSchema, [])) {
    const own = `INFERSHIELD_${path.map(toVariable).join("_")}`;
    known.add(own);
    const name = [own, ...(aliases[own] ?? [])].find((candidate) => env[candidate]);
    const text = name === undefined ? undefined : env[name];
    if (name !== undefined && text !== undefined) setPath(settings, path, convert(name, text, type));
  }
  for (const provider of providerNames) {
    for (const [suffix, field] of Object.entries(providerFields)) {
      const name = `INFERSHIELD_${toVariable(provider)}_${suffix}`;
      known.add(name);
      const text = env[name];
      if (text) setPath(settings, ["providers", provider, field], text);
    }
  }
  const warnings = Object.keys(env)
    .filter((name) => name.startsWith("INFERSHIELD_") && !known.has(name) && !sinkVariableForm.test(name))
    .map((name) => `${name} is not a setting of InferShield and has no effect.`);
  return { settings, warnings };
}

/** The variable that sets a file key: `audit.failMode` → `INFERSHIELD_AUDIT_FAIL_MODE`. */
function toVariable(key: string): string {
  return key
    .replace(/[A-Z]/g, (letter) => `_${letter}`)
    .replace(/-/g, "_")
    .toUpperCase();
}

interface Leaf {
  readonly path: readonly string[];
  readonly type: z.ZodType;
}

function leaves(schema: z.ZodType, path: readonly string[]): readonly Leaf[] {
  const type = unwrap(schema);
  if (type instanceof z.ZodObject) {
    return Object.entries(type.shape).flatMap(([key, child]) => leaves(child as z.ZodType, [...path, key]));
  }
  return type instanceof z.ZodRecord ? [] : [{ path, type }];
}

function unwrap(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodOptional || schema instanceof z.ZodPrefault
    ? unwrap(schema.def.innerType as z.ZodType)
    : schema;
}

function convert(name: string, text: string, type: z.ZodType): unknown {
  if (type instanceof z.ZodArray) {
    return text
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== "");
  }
  if (type instanceof z.ZodBoolean) {
    if (text === "true" || text === "1") return true;
    if (text === "false" || text === "0") return false;
    throw new ConfigError("INVALID_CONFIG", `${name} must be true or false.`);
  }
  if (type instanceof z.ZodNumber) {
    if (!/^\d{1,15}$/.test(text)) throw new ConfigError("INVALID_CONFIG", `${name} must be a whole number.`);
    return Number(text);
  }
  return text;
}

function setPath(tree: Tree, path: readonly string[], value: unknown): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  if (rest.length === 0) {
    tree[key] = value;
    return;
  }
  const child: Tree = isTree(tree[key]) ? tree[key] : {};
  tree[key] = child;
  setPath(child, rest, value);
}

/** Tells whether a value is a plain object as YAML and JSON give it. */
export function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
