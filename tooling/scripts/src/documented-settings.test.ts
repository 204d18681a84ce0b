import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./repository.ts";

const read = (page: string): string => readFileSync(join(root, page), "utf8");
const pages = globSync(
  ["*.md", "docs/**/*.md", "{packages,apps}/*/README.md", "deploy/**/*.{yaml,service}", "deploy/Dockerfile"],
  {
    cwd: root,
  },
);

/** `a.bC` is set by `INFERSHIELD_A_B_C`. */
const variableOf = (key: string): string =>
  `INFERSHIELD_${key
    .replaceAll(".", "_")
    .replace(/[A-Z]/g, (letter) => `_${letter}`)
    .toUpperCase()}`;

test("every variable that a page or a file of deploy/ names is one of docs/configuration.md", () => {
  const configuration = read("docs/configuration.md");
  const keys = [...configuration.matchAll(/^\| `([a-z]\w*(?:\.\w+)*)`/gm)].map(([, key = ""]) => variableOf(key));
  const named = [...configuration.matchAll(/INFERSHIELD_[A-Z_]+/g)].map(([name]) => name);
  const known = new Set([...keys, ...named]);
  expect(keys.length).toBeGreaterThan(30);
  // What names no setting: a provider's own, the token a tool is given, the data of the detection bench.
  const others =
    /^INFERSHIELD_(?:[A-Z]+_(?:BASE_URL|CLIENT_ID|ISSUER|DEVICE_ENDPOINT|TOKEN_ENDPOINT)|TOKEN|API_KEY|THREAT_DATA)$/;
  const unknown = pages.flatMap((page) =>
    [...read(page).matchAll(/INFERSHIELD_[A-Z_]*[A-Z](?![A-Z_]*[<…])/g)]
      .map(([name]) => name)
      .filter((name) => !known.has(name) && !others.test(name))
      .map((name) => `${page}: ${name}`),
  );
  expect(unknown).toEqual([]);
});
