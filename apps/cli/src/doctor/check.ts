import { describeFailure } from "../describe-failure.ts";

/** What one look of `infershield doctor` found. */
export interface Check {
  /** What was looked at, in two or three words. */
  readonly name: string;
  readonly status: "ok" | "warning" | "problem";
  readonly message: string;
  /** What to do next; absent when all is well. */
  readonly hint?: string;
}

/** All is well. */
export function ok(name: string, message: string): Check {
  return { name, status: "ok", message };
}

/** It works, but not as it should. */
export function warning(name: string, message: string, hint: string): Check {
  return { name, status: "warning", message, hint };
}

/** It does not work. */
export function problem(name: string, message: string, hint: string): Check {
  return { name, status: "problem", message, hint };
}

/** Runs one look; a failure is its finding, with the code and advice that any command would give. */
export async function look(name: string, work: () => Promise<Check>): Promise<Check> {
  try {
    return await work();
  } catch (error) {
    const { code, message, hint } = describeFailure(error);
    return problem(name, `${message} [${code}]`, hint);
  }
}

/** One fault stands in the way of several looks: it is told as a problem where it was met first, and named in the others. */
export function toldOnce(checks: readonly Check[]): readonly Check[] {
  const first = new Map<string, string>();
  return checks.map((check) => {
    if (check.status !== "problem") return check;
    const before = first.get(check.message);
    first.set(check.message, before ?? check.name);
    return before === undefined
      ? check
      : warning(
          check.name,
          `could not be looked at: see ${before}`,
          "Run infershield doctor again once that is mended.",
        );
  });
}
