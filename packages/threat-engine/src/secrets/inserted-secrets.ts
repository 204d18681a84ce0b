import type { LiteralRule } from "../rule.ts";
import { scoreValue } from "./assigned-value.ts";
import { isTrivialPassword } from "./example-value.ts";

/** Of a statement so much is read. */
const longestStatement = 4_096;
const columnsOf = /^[\w."`[\]]{1,80}\s{0,8}\(([^()]{1,600})\)\s{0,8}values\s{0,8}\(/i;
const passwordColumn =
  /^[\s"`[]{0,20}(?:\w{1,40}_)?(?:password|passwd|passphrase|pwd|pass|secret|token|api_?key)[\s"`\]]{0,20}$/i;

interface Place {
  readonly start: number;
  readonly end: number;
}

/** Where the values of the secret column stand in the rows that begin at `at`, from the first to the last. */
function valuesOf(text: string, column: number, at: number): Place | undefined {
  let found: Place | undefined;
  let index = 0;
  // Deeper than 1 are calls.
  let depth = 1;
  for (let next = at; next < text.length; next += 1) {
    const sign = text[next];
    if (sign === "'") {
      const end = stringEnd(text, next + 1);
      if (end === text.length) return found;
      const value = text.slice(next + 1, end);
      if (depth === 1 && index === column && isSecret(value)) found = { start: found?.start ?? next + 1, end };
      next = end;
    } else if (sign === "(") {
      depth += 1;
      if (depth === 1) index = 0;
    } else if (sign === ")") depth -= 1;
    else if (sign === "," && depth === 1) index += 1;
    else if (depth === 0 && !/[\s,]/.test(sign ?? "")) return found;
  }
  return found;
}

/** Where a string ends that began before `from`: a quote in it is written twice, or behind a backslash. */
function stringEnd(text: string, from: number): number {
  let end = from;
  while (end < text.length) {
    if (text[end] === "\\" || (text[end] === "'" && text[end + 1] === "'")) end += 2;
    else if (text[end] === "'") return end;
    else end += 1;
  }
  return text.length;
}

function isSecret(value: string): boolean {
  return !isTrivialPassword(value) && scoreValue({ text: value, told: "quotes", by: "sign" }, "password") > 0;
}

/** Passwords and tokens among the rows of an SQL statement: their column's name tells them. */
export const insertedSecretRule: LiteralRule = {
  id: "secret.inserted_password",
  category: "secret",
  severity: "high",
  explanation: "An SQL statement writes a password or token into a table.",
  literals: ["insert into "],
  wordStart: true,
  match: ({ text, end, ended }) => {
    if (!ended && text.length - end < longestStatement) return "more";
    const statement = text.slice(end, end + longestStatement);
    const head = columnsOf.exec(statement);
    const column = head?.[1]?.split(",").findIndex((name) => passwordColumn.test(name)) ?? -1;
    if (head === null || column < 0) return "none";
    const found = valuesOf(ownPart(statement), column, head[0].length);
    return found === undefined ? "none" : { start: end + found.start, end: end + found.end, score: 70 };
  },
};

/** The statement up to the next one, so that no character is read for two. */
function ownPart(statement: string): string {
  const next = statement.search(/insert into /i);
  return next < 0 ? statement : statement.slice(0, next);
}
