/** What the schema says of one attribute. */
export interface OcsfAttribute {
  /** A scalar of the schema such as `string_t`, or the name of a shape. */
  readonly type: string;
  readonly isArray?: true;
  readonly isRequired?: true;
  /** The only values it may have. */
  readonly values?: readonly string[];
  /** It is there only with this profile. */
  readonly profile?: string;
}

/** A class, under its number, or an object, under its name. */
export interface OcsfShape {
  readonly attributes: Readonly<Record<string, OcsfAttribute>>;
  /** One of these must be there. */
  readonly atLeastOne?: readonly string[];
}

/** A part of the Open Cybersecurity Schema Framework. */
export interface OcsfSchema {
  readonly version: string;
  readonly shapes: Readonly<Record<string, OcsfShape>>;
}

/** Told which attribute of which shape an event has. */
export type OcsfVisit = (shape: string, attribute: string) => void;

type Members = Readonly<Record<string, unknown>>;

/**
 * Tells what is wrong with an event, one sentence each: class and sums of its numbers, profiles, required and unknown attributes, types,
 * closed sets and constraints, in objects as well.
 */
export function checkOcsf(schema: OcsfSchema, event: Members, visit: OcsfVisit = () => undefined): readonly string[] {
  const { class_uid: uid, category_uid: category, activity_id: activity, type_uid: type, metadata } = event;
  const { profiles = [], version } = (metadata ?? {}) as { profiles?: readonly string[]; version?: string };
  const sums = Math.floor(Number(uid) / 1000) === category && type === Number(uid) * 100 + Number(activity);
  return [
    ...(version === schema.version ? [] : [`metadata.version is not ${schema.version}`]),
    ...(sums ? [] : ["type_uid, class_uid, category_uid and activity_id do not agree"]),
    ...checkShape(String(uid), event, ""),
  ];

  function checkShape(name: string, value: Members, at: string): readonly string[] {
    const shape = schema.shapes[name];
    if (shape === undefined) return [`${at}: nothing is known of ${name}`];
    const problems: string[] = [];
    for (const key of Object.keys(value)) {
      const attribute = shape.attributes[key];
      const here = attribute?.profile === undefined || profiles.includes(attribute.profile);
      if (attribute === undefined || !here) problems.push(`${at}${key} is not in the schema`);
      else problems.push(...checkValue(attribute, value[key], `${at}${key}`));
      visit(name, key);
    }
    for (const [key, { isRequired, profile }] of Object.entries(shape.attributes)) {
      const here = profile === undefined || profiles.includes(profile);
      if (isRequired && here && value[key] === undefined) problems.push(`${at}${key} is missing`);
    }
    if (shape.atLeastOne !== undefined && !shape.atLeastOne.some((key) => value[key] !== undefined)) {
      problems.push(`${at} has none of ${shape.atLeastOne.join(", ")}`);
    }
    return problems;
  }

  function checkValue(attribute: OcsfAttribute, value: unknown, at: string): readonly string[] {
    const { isArray, type, values } = attribute;
    if (isArray) {
      if (!Array.isArray(value)) return [`${at} is no list`];
      const { isArray: _list, ...one } = attribute;
      return value.flatMap((item, index) => checkValue(one, item, `${at}[${index}]`));
    }
    if (values !== undefined && !values.includes(String(value))) {
      return [`${at} is ${String(value)}, which is none of ${values.join(", ")}`];
    }
    if (/^(?:integer|long|timestamp|port)_t$/.test(type)) {
      return Number.isSafeInteger(value) ? [] : [`${at} is no integer`];
    }
    if (type === "boolean_t") return typeof value === "boolean" ? [] : [`${at} is no boolean`];
    if (type.endsWith("_t")) return typeof value === "string" ? [] : [`${at} is no text`];
    if (typeof value !== "object" || value === null || Array.isArray(value)) return [`${at} is no object`];
    // What is not mapped may have any members.
    return type === "object" ? [] : checkShape(type, value as Members, `${at}.`);
  }
}
