import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";

/** Every module that is reached from an entry by relative imports, with what it imports from elsewhere. */
async function importsOf(entry: string): Promise<ReadonlySet<string>> {
  const seen = new Set<string>();
  const others = new Set<string>();
  const visit = async (name: string): Promise<void> => {
    if (seen.has(name)) return;
    seen.add(name);
    const source = await readFile(new URL(`../src/${name}`, import.meta.url), "utf8");
    for (const [, specifier = ""] of source.matchAll(/from "([^"]+)"/g)) {
      if (specifier.startsWith("./")) await visit(specifier.slice(2));
      else others.add(specifier);
    }
  };
  await visit(entry);
  return others;
}

test("the main entry needs nothing of Node; the loopback entry needs its listener and the digest of its page's style", async () => {
  expect([...(await importsOf("index.ts"))].sort()).toEqual(["@infershield/core", "openid-client"]);
  expect([...(await importsOf("loopback.ts"))].sort()).toEqual([
    "@infershield/core",
    "node:crypto",
    "node:http",
    "openid-client",
  ]);
});
