import fc from "fast-check";
import { expect } from "vitest";
import { type OpenKeyset, readEverything } from "./damage.ts";

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** A place in a JSON value: the members and indices that lead to it. */
type Path = readonly (string | number)[];

function pathsOf(value: Json, path: Path = []): readonly Path[] {
  if (Array.isArray(value)) return [path, ...value.flatMap((each: Json, index) => pathsOf(each, [...path, index]))];
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, each]) => pathsOf(each as Json, [...path, name]))];
}

function at(value: Json, path: Path): Json {
  return path.reduce<Json>((found, step) => (found as Record<string | number, Json>)[step] ?? null, value);
}

function withValue(value: Json, [step, ...rest]: Path, next: Json): Json {
  if (step === undefined) return next;
  if (Array.isArray(value))
    return value.map((each: Json, index) => (index === step ? withValue(each, rest, next) : each));
  const entries = Object.entries(value as Record<string, Json>);
  return Object.fromEntries(entries.map(([name, each]) => [name, name === step ? withValue(each, rest, next) : each]));
}

/** Ways to alter one value; each gets the whole file too, to take another value from. */
const alterations: readonly ((value: Json, amount: number, elsewhere: Json) => Json)[] = [
  (value, amount) => (typeof value === "string" ? value.slice(0, amount % (value.length + 1)) : null),
  (value, amount) => (typeof value === "string" ? value + "A".repeat(1 + (amount % 8)) : [value, value]),
  (value) => (typeof value === "string" ? value + value : [value]),
  (value) => (typeof value === "object" && value !== null && !Array.isArray(value) ? reversed(value) : String(value)),
  (value) => (Array.isArray(value) ? [...value, ...value] : ({ ...asMembers(value), extra: 1 } as Json)),
  (value) => (typeof value === "string" ? Number(value) || 1 : String(value)),
  () => null,
  () => ({}),
  () => [],
  () => true,
  (value, amount) => (typeof value === "number" ? value + 1 + amount : -1),
  (_, __, elsewhere) => elsewhere,
];

const asMembers = (value: Json): object =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : { value };

const reversed = (value: object): Json => Object.fromEntries(Object.entries(value).reverse()) as Json;

/**
 * Cuts, lengthens, doubles, reorders or swaps any value of a token file for one of another type or from another place: whatever does not
 * leave the file as it was must be refused.
 */
export function alterFields(bytes: Uint8Array, openKeyset: OpenKeyset, numRuns: number): void {
  const file = JSON.parse(new TextDecoder().decode(bytes)) as Json;
  const paths = pathsOf(file);
  const anyPath = fc.constantFrom(...paths);
  const alteration = fc.record({
    path: anyPath,
    alter: fc.constantFrom(...alterations),
    amount: fc.nat({ max: 200 }),
    from: anyPath,
  });
  const format = (value: Json): string => `${JSON.stringify(value, undefined, 2)}\n`;
  const original = format(file);
  const isRefused = fc.property(alteration, ({ path, alter, amount, from }) => {
    const altered = format(withValue(file, path, alter(at(file, path), amount, at(file, from))));
    fc.pre(altered !== original);
    expect(readEverything(new TextEncoder().encode(altered), openKeyset)).toMatch(
      /^(STORE_CORRUPT|STORE_VERSION|KEYSET_CORRUPT|VERSION|WRONG_MASTER_KEY)$/,
    );
  });
  fc.assert(isRefused, { numRuns });
}
