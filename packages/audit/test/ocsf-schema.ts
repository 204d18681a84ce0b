import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What a class or an object of the schema says of one attribute; the dictionary's words under its own. */
interface Attribute {
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
  readonly attributes?: Readonly<Record<string, Attribute>> & { readonly $include?: string | readonly string[] };
  readonly constraints?: { readonly at_least_one?: readonly string[]; readonly just_one?: readonly string[] };
}

interface Shape {
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly atLeastOne: readonly string[];
}

/** Tells what is wrong with an event, one sentence each. */
export type OcsfCheck = (event: Readonly<Record<string, unknown>>) => readonly string[];

/**
 * Reads a checkout of the schema's repository (https://github.com/ocsf/ocsf-schema, Apache-2.0) and makes a check of it: class, profiles,
 * required and unknown attributes, types, closed sets and constraints, in objects as well.
 */
export function ocsfCheck(folder: string): OcsfCheck {
  const read = (path: string): Definition => JSON.parse(readFileSync(join(folder, path), "utf8"));
  const dictionary: { attributes: Record<string, Attribute> } = JSON.parse(
    readFileSync(join(folder, "dictionary.json"), "utf8"),
  );
  const objects = definitionsIn(folder, "objects");
  const events = definitionsIn(folder, "events");
  const classIds: Readonly<Record<number, string>> = {
    6003: "api_activity",
    2004: "detection_finding",
    3001: "account_change",
    3002: "authentication",
  };

  function shapeOf(definitions: ReadonlyMap<string, Definition>, name: string): Shape {
    const definition = definitions.get(name);
    if (definition === undefined) return { attributes: new Map(), atLeastOne: [] };
    const parent = definition.extends === undefined ? undefined : shapeOf(definitions, definition.extends);
    const attributes = new Map(parent?.attributes);
    const { $include = [], ...own } = definition.attributes ?? {};
    for (const path of [$include].flat()) {
      const { name: profile, attributes: included = {} } = read(path);
      for (const [key, attribute] of Object.entries(included)) {
        attributes.set(key, { ...attributes.get(key), ...(attribute as Attribute), ...(profile && { profile }) });
      }
    }
    for (const [key, attribute] of Object.entries(own)) {
      attributes.set(key, merged(attributes.get(key), attribute as Attribute));
    }
    return { attributes, atLeastOne: definition.constraints?.at_least_one ?? parent?.atLeastOne ?? [] };
  }

  function check(
    shape: Shape,
    value: Readonly<Record<string, unknown>>,
    at: string,
    profiles: ReadonlySet<string>,
  ): string[] {
    const there = [...shape.attributes].filter(([, { profile }]) => !profile || profiles.has(profile));
    const known = new Map(there);
    const problems = Object.keys(value)
      .filter((key) => !known.has(key))
      .map((key) => `${at}${key} is not in the schema`);
    for (const [key, attribute] of known) {
      const described = merged(dictionary.attributes[key], attribute);
      if (described.requirement === "required" && value[key] === undefined) problems.push(`${at}${key} is missing`);
      if (value[key] !== undefined) problems.push(...checkValue(described, value[key], `${at}${key}`, profiles));
    }
    if (shape.atLeastOne.length > 0 && !shape.atLeastOne.some((key) => value[key] !== undefined)) {
      problems.push(`${at} has none of ${shape.atLeastOne.join(", ")}`);
    }
    return problems;
  }

  function checkValue(attribute: Attribute, value: unknown, at: string, profiles: ReadonlySet<string>): string[] {
    if (attribute.is_array) {
      if (!Array.isArray(value)) return [`${at} is no list`];
      return value.flatMap((one, index) =>
        checkValue({ ...attribute, is_array: false }, one, `${at}[${index}]`, profiles),
      );
    }
    // The numbers of classes and categories are put in by the schema's compiler; their sums are checked above.
    const isNumbered = at === "class_uid" || at === "category_uid";
    if (attribute.enum !== undefined && !isNumbered && !Object.keys(attribute.enum).includes(String(value))) {
      return [`${at} is ${String(value)}, which is none of ${Object.keys(attribute.enum).join(", ")}`];
    }
    const { type = "string_t" } = attribute;
    if (/^(?:integer|long|timestamp|port)_t$/.test(type))
      return Number.isSafeInteger(value) ? [] : [`${at} is no integer`];
    if (type === "boolean_t") return typeof value === "boolean" ? [] : [`${at} is no boolean`];
    if (type.endsWith("_t")) return typeof value === "string" ? [] : [`${at} is no text`];
    if (typeof value !== "object" || value === null) return [`${at} is no object`];
    // Any members are allowed in what is not mapped.
    if (type === "object") return [];
    return check(shapeOf(objects, type), value as Record<string, unknown>, `${at}.`, profiles);
  }

  return (event) => {
    const { class_uid: uid, category_uid: category, activity_id: activity, type_uid: type, metadata } = event;
    const name = classIds[Number(uid)];
    if (name === undefined) return [`class ${String(uid)} is none of ours`];
    const { profiles = [] } = (metadata ?? {}) as { profiles?: readonly string[] };
    const sums = Math.floor(Number(uid) / 1000) === category && type === Number(uid) * 100 + Number(activity);
    return [
      ...(sums ? [] : ["type_uid, class_uid, category_uid and activity_id do not agree"]),
      ...check(shapeOf(events, name), event, "", new Set(profiles)),
    ];
  };
}

/** A closed set grows from definition to definition. */
function merged(under: Attribute | undefined, over: Attribute): Attribute {
  const values = { ...under?.enum, ...over.enum };
  return { ...under, ...over, ...(Object.keys(values).length > 0 && { enum: values }) };
}

function definitionsIn(folder: string, part: string): ReadonlyMap<string, Definition> {
  const found = new Map<string, Definition>();
  for (const path of readdirSync(join(folder, part), { recursive: true, encoding: "utf8" })) {
    if (!path.endsWith(".json")) continue;
    const definition: Definition = JSON.parse(readFileSync(join(folder, part, path), "utf8"));
    if (definition.name !== undefined) found.set(definition.name, definition);
  }
  return found;
}
