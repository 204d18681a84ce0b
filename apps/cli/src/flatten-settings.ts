/**
 * Settings as one list of dotted names, in order. Lists stay lists; what is not set is left out. A user and password inside an address are
 * not shown.
 */
export function flattenSettings(settings: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(settings)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .flatMap(([key, value]) => flatten(key, value)),
  );
}

function flatten(key: string, value: unknown): readonly (readonly [string, unknown])[] {
  if (value === undefined) return [];
  if (typeof value === "string") return [[key, value.replace(/(:\/\/)[^/@\s]*@/, "$1[redacted]@")]];
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [[key, value]];
  return Object.entries(value).flatMap(([name, child]) => flatten(`${key}.${name}`, child));
}
