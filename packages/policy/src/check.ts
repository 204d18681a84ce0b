/** Reads one value of a document at a place such as `rules[3].when`; reports what is wrong there and gives undefined. */
export type Check<Value> = (value: unknown, at: string, report: Report) => Value | undefined;

/** Takes one problem: the place and what is wrong with it, never the value found there. */
export type Report = (at: string, problem: string) => void;

/** One of some words. */
export function oneOf<Word extends string>(words: readonly Word[]): Check<Word> {
  return (value, at, report) => {
    const word = words.find((one) => one === value);
    if (word === undefined) report(at, `must be one of ${words.join(", ")}`);
    return word;
  };
}

/** A text of 1 to 200 characters. */
export const text: Check<string> = (value, at, report) => {
  if (typeof value === "string" && value.length > 0 && value.length <= maxTextLength) return value;
  report(at, `must be a text of 1 to ${maxTextLength} characters`);
  return undefined;
};

const maxTextLength = 200;

/** A text of a given shape. */
export function shaped(shape: RegExp, example: string): Check<string> {
  return (value, at, report) => {
    if (typeof value === "string" && shape.test(value)) return value;
    report(at, `must look like ${example}`);
    return undefined;
  };
}

/** A number from 0 to 100. */
export const score: Check<number> = (value, at, report) => {
  if (typeof value === "number" && value >= 0 && value <= 100) return value;
  report(at, "must be a number from 0 to 100");
  return undefined;
};

/** A list with at least one entry; one value alone stands for a list of one. */
export function oneOrMore<Value>(check: Check<Value>): Check<readonly Value[]> {
  const several = listOf(check, 1000);
  return (value, at, report) => {
    const list = Array.isArray(value) ? value : [value];
    if (list.length === 0) report(at, "must not be empty");
    return several(list, at, report);
  };
}

/** A list of at most `most` entries. */
export function listOf<Value>(check: Check<Value>, most: number): Check<readonly Value[]> {
  return (value, at, report) => {
    if (!Array.isArray(value) || value.length > most) {
      report(at, `must be a list of at most ${most} entries`);
      return undefined;
    }
    return value.flatMap((entry: unknown, index) => check(entry, `${at}[${index}]`, report) ?? []);
  };
}

/** An object with exactly the keys named: those in `required`, and any of the others. */
export function objectOf<Shape extends object>(
  checks: { readonly [Key in keyof Shape]-?: Check<NonNullable<Shape[Key]>> },
  required: readonly (keyof Shape & string)[] = [],
): Check<Shape> {
  return (value, at, report) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      report(at, "must be a group of keys");
      return undefined;
    }
    const given = new Map<string, unknown>(Object.entries(value));
    for (const key of required.filter((one) => !given.has(one))) report(place(at, key), "is missing");
    const read: Record<string, unknown> = {};
    for (const [key, entry] of given) {
      const check = Object.hasOwn(checks, key) ? checks[key as keyof Shape] : undefined;
      if (check === undefined) report(place(at, key), "is not a known key");
      else read[key] = check(entry, place(at, key), report);
    }
    return read as Shape;
  };
}

function place(at: string, key: string): string {
  // A key that is no plain word could be anything: it is not repeated in a message.
  const shown = /^[A-Za-z0-9_]{1,40}$/.test(key) ? key : "(unreadable key)";
  return at === "" ? shown : `${at}.${shown}`;
}
