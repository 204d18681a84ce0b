import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root, shippedSources } from "./repository.ts";

/** Codes of unions such as `export type StoreErrorCode = | "A" | "B"`, in the spelling of the source. */
function codesOf(source: string): readonly string[] {
  const unions = source.matchAll(/^(?:export )?type \w*ErrorCode =([^;]*);/gm);
  return [...unions].flatMap(([, union = ""]) => [...union.matchAll(/"(\w+)"/g)].map(([, code = ""]) => code));
}

/** Codes that a caller of a library sees and nobody else: its own mistake, or told to people under another code. */
const neverShown: ReadonlySet<string> = new Set([
  ...["CLIENT_GONE", "CLOSED", "INVALID_EVENT", "INVALID_STREAM", "UNKNOWN_CODE"],
  ...["MISSING_CLIENT_KEY", "TOO_LARGE", "TOO_MANY_FINDINGS", "TOO_MANY_PLACEHOLDERS"],
]);

test("every error code that a tool or a command can show stands in docs/troubleshooting.md", () => {
  const page = readFileSync(join(root, "docs/troubleshooting.md"), "utf8");
  const listed = new Set([...page.matchAll(/`(\w+)`/g)].map(([, code = ""]) => code));
  const codes = new Set(shippedSources().flatMap((path) => codesOf(readFileSync(join(root, path), "utf8"))));
  expect(codes.size).toBeGreaterThan(100);
  const isListed = (code: string): boolean =>
    listed.has(code) || listed.has(code.toLowerCase()) || neverShown.has(code);
  expect([...codes].filter((code) => !isListed(code)).sort()).toEqual([]);
});

test("no page lists a code that is gone", () => {
  const page = readFileSync(join(root, "docs/troubleshooting.md"), "utf8");
  const everywhere = [...shippedSources(), "apps/cli/bin/run.js"].map((path) => readFileSync(join(root, path), "utf8"));
  const listed = page.split("\n").flatMap((line) => {
    const cells = /^\| (?:\d+ \| )?((?:`\w+`(?:, )?)+) \|/.exec(line)?.[1] ?? "";
    return [...cells.matchAll(/`(\w+)`/g)].map(([, code = ""]) => code);
  });
  expect(listed.length).toBeGreaterThan(100);
  const quoted = (code: string): boolean =>
    everywhere.some((text) => text.includes(`"${code}"`) || text.includes(`[${code}]`));
  expect(listed.filter((code) => !quoted(code))).toEqual([]);
});
