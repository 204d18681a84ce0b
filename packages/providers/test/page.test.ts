import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { builtInProviders, type Provider } from "../src/index.ts";

const page = await readFile(new URL("../../../docs/providers.md", import.meta.url), "utf8");

/** The rows of the table under a heading, cell by cell. */
function tableUnder(heading: string): readonly (readonly string[])[] {
  const [, section = ""] = page.split(`## ${heading}\n`);
  const lines = section.split(/^## /m)[0]?.split("\n") ?? [];
  const rows = lines.filter((line) => line.startsWith("|")).slice(2);
  return rows.map((row) => row.split("|").map((cell) => cell.trim())).map((cells) => cells.slice(1, -1));
}

/** The first words of what the page says about a provider's sign-in. */
function signInOf({ signIn, requires = [] }: Provider): RegExp {
  if (signIn === undefined) return /^none$/;
  if (signIn.flow === "browser") return /^browser/;
  if (signIn.deviations.codeExchange !== undefined) return /^its own device login/;
  return requires.includes("issuer") || signIn.issuer !== undefined ? /^device flow by discovery/ : /^device flow/;
}

test("the page tells of every provider its name, address, key variables and way to sign in, and of no other", () => {
  const told = tableUnder("Presets").map(([name = "", baseUrl = "", keys = "", signIn = ""]) => ({
    name: name.replaceAll("`", ""),
    baseUrl,
    keys: [...keys.matchAll(/`([A-Z_]+)`/g)].map(([, variable]) => variable),
    signIn,
  }));
  expect(told.map(({ name }) => name).toSorted()).toEqual(builtInProviders.map(({ name }) => name).toSorted());
  for (const provider of builtInProviders) {
    const row = told.find(({ name }) => name === provider.name);
    const isOwn = provider.requires?.includes("baseUrl") === true;
    expect(row?.baseUrl).toMatch(isOwn ? /^yours/ : provider.baseUrl);
    expect(row?.keys).toEqual(provider.environmentVariables);
    expect(row?.signIn).toMatch(signInOf(provider));
  }
});

test("the page says of every provider whose sign-in needs a client id how to get one", () => {
  const told = tableUnder("Getting a client id").flatMap(([names = ""]) =>
    [...names.matchAll(/`([a-z]+)`/g)].map(([, name]) => name),
  );
  const needed = builtInProviders.filter(({ signIn }) => signIn !== undefined).map(({ name }) => name);
  expect(told.toSorted()).toEqual(needed.toSorted());
});

test("the page has a stance on the terms of use for each provider that has one in its data", () => {
  const vendors = tableUnder("Terms of use").flatMap(([who = ""]) => who.split(", "));
  const stated = builtInProviders.filter(({ termsOfUse }) => termsOfUse !== undefined);
  const silent = stated.filter(({ displayName }) => !vendors.some((vendor) => displayName.includes(vendor)));
  expect(silent.map(({ name }) => name)).toEqual([]);
});
