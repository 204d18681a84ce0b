import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { settingsSchema } from "./settings.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/configuration.md"), "utf8");

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
}

function keysOf({ properties }: JsonSchema, prefix = ""): readonly string[] {
  return Object.entries(properties ?? {}).flatMap(([name, child]) =>
    child.properties ? keysOf(child, `${prefix}${name}.`) : [`${prefix}${name}`],
  );
}

const keys = keysOf(JSON.parse(JSON.stringify(z.toJSONSchema(settingsSchema, { io: "input" }))));

test("there are settings to describe", () => {
  expect(keys).toContain("limits.bodyBytes");
  expect(keys.length).toBeGreaterThan(30);
});

test.each(keys)("docs/configuration.md has a row for %s", (key) => {
  expect(page).toContain(`\n| \`${key}\` |`);
});

test("docs/configuration.md has no row for a setting that does not exist", () => {
  const rows = [...page.matchAll(/\n\| `([a-z][A-Za-z.]*)` \|/g)].map(([, key]) => key);
  expect(rows.filter((key) => key !== undefined && !keys.includes(key))).toEqual([]);
});
