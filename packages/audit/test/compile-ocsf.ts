import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ocsfLine } from "../src/export-ocsf.ts";
import { checkOcsf, type OcsfAttribute, type OcsfSchema, type OcsfShape } from "./ocsf-check.ts";
import { sampleRecords } from "./sample-records.ts";

/**
 * Writes `testdata/ocsf.json`: what the schema's repository (https://github.com/ocsf/ocsf-schema, Apache-2.0) says of the attributes that
 * our events have or must have. Events that do not fit are printed, and nothing is written then.
 * Run: node --conditions=@infershield/source test/compile-ocsf.ts FOLDER, where FOLDER is a checkout of that repository.
 */
const folder = process.argv[2] ?? "";
const classes = { 2004: "detection_finding", 3001: "account_change", 3002: "authentication", 6003: "api_activity" };

/** What a class or an object of the schema says of one attribute; the dictionary's words under its own. */
interface Described {
  readonly type?: string;
  readonly is_array?: boolean;
  readonly requirement?: string;
  readonly enum?: Readonly<Record<string, unknown>>;
  /** The attribute is there only with this profile; null undoes that. */
  readonly profile?: string | null;
}

interface Definition {
  readonly name?: string;
  readonly extends?: string;
  readonly attributes?: Readonly<Record<string, Described>> & { readonly $include?: string | readonly string[] };
  readonly constraints?: { readonly at_least_one?: readonly string[] };
}

const dictionary: { readonly attributes: Readonly<Record<string, Described>> } = readJson("dictionary.json");
const { version }: { readonly version: string } = readJson("version.json");
const objects = definitionsIn("objects");
const events = definitionsIn("events");
const shapes: Record<string, OcsfShape> = Object.fromEntries([
  ...[...objects.keys()].map((name) => [name, shapeOf(objects, name)]),
  ...Object.entries(classes).map(([uid, name]) => [uid, shapeOf(events, name)]),
]);

const used = new Map<string, Set<string>>();
const problems = new Set<string>();
for (const record of sampleRecords()) {
  const event: Readonly<Record<string, unknown>> = JSON.parse(ocsfLine(record));
  const visit = (shape: string, attribute: string): void => {
    used.set(shape, (used.get(shape) ?? new Set()).add(attribute));
  };
  for (const problem of checkOcsf({ version, shapes }, event, visit)) problems.add(`${event["class_uid"]}: ${problem}`);
}
for (const problem of problems) console.log(problem);
if (problems.size > 0) process.exit(1);

const compiled: OcsfSchema = {
  version,
  shapes: Object.fromEntries([...used].sort().map(([name, attributes]) => [name, needed(name, attributes)])),
};
// An attribute a line.
const text = JSON.stringify(compiled, null, 2).replace(/^ {8}.*\{\n(?: {10}.*\n)+ {8}\}/gm, (lines) =>
  lines
    .replace(/\n {8,}/g, " ")
    .replace(/\[ /g, "[")
    .replace(/ \]/g, "]"),
);
writeFileSync(join(import.meta.dirname, "../testdata/ocsf.json"), `${text}\n`);

function needed(name: string, attributes: ReadonlySet<string>): OcsfShape {
  const shape = shapes[name] ?? { attributes: {} };
  const kept = Object.entries(shape.attributes).filter(([key, { isRequired }]) => isRequired || attributes.has(key));
  return { ...shape, attributes: Object.fromEntries(kept.sort()) };
}

function shapeOf(definitions: ReadonlyMap<string, Definition>, name: string): OcsfShape {
  const { attributes, atLeastOne } = described(definitions, name);
  const found = [...attributes].map(([key, own]) => [key, attributeOf(key, merged(dictionary.attributes[key], own))]);
  return { attributes: Object.fromEntries(found), ...(atLeastOne.length > 0 && { atLeastOne }) };
}

function attributeOf(
  key: string,
  { type = "string_t", is_array, requirement, enum: set, profile }: Described,
): OcsfAttribute {
  // The numbers of classes and categories are put in by the schema's compiler; the check looks at their sums.
  const values = key === "class_uid" || key === "category_uid" ? [] : Object.keys(set ?? {});
  return {
    type,
    ...(is_array && { isArray: true }),
    ...(requirement === "required" && { isRequired: true }),
    ...(values.length > 0 && { values }),
    ...(profile && { profile }),
  };
}

function described(
  definitions: ReadonlyMap<string, Definition>,
  name: string,
): { readonly attributes: ReadonlyMap<string, Described>; readonly atLeastOne: readonly string[] } {
  const definition = definitions.get(name);
  if (definition === undefined) return { attributes: new Map(), atLeastOne: [] };
  const parent = definition.extends === undefined ? undefined : described(definitions, definition.extends);
  const attributes = new Map(parent?.attributes);
  const { $include = [], ...own } = definition.attributes ?? {};
  for (const path of [$include].flat()) {
    const { name: profile, attributes: included = {} }: Definition = readJson(path);
    for (const [key, attribute] of Object.entries(included)) {
      attributes.set(key, { ...attributes.get(key), ...(attribute as Described), ...(profile && { profile }) });
    }
  }
  for (const [key, attribute] of Object.entries(own)) {
    attributes.set(key, merged(attributes.get(key), attribute as Described));
  }
  return { attributes, atLeastOne: definition.constraints?.at_least_one ?? parent?.atLeastOne ?? [] };
}

/** A closed set grows from definition to definition. */
function merged(under: Described | undefined, over: Described): Described {
  const values = { ...under?.enum, ...over.enum };
  return { ...under, ...over, ...(Object.keys(values).length > 0 && { enum: values }) };
}

function definitionsIn(part: string): ReadonlyMap<string, Definition> {
  const found = new Map<string, Definition>();
  for (const path of readdirSync(join(folder, part), { recursive: true, encoding: "utf8" })) {
    if (!path.endsWith(".json")) continue;
    const definition: Definition = readJson(join(part, path));
    if (definition.name !== undefined) found.set(definition.name, definition);
  }
  return found;
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(join(folder, path), "utf8"));
}
