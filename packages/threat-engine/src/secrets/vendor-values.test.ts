import { describe, expect, test } from "vitest";
import { createThreatEngine } from "../threat-engine.ts";
import { vendorShapes } from "./vendor-shapes.ts";

const engine = createThreatEngine();
/** Random characters, put together here so that no tool takes this file for a leak. */
const hex = ["7f3c9a1e52bd4c86", "9e07d41a8b6f2c35", "a1d8e470"].join("");
const mixed = ["q7Zk29xW", "mB4tLr8s", "Pf3vHd6y", "Jc5nTw2k", "Gx8bVm4z"].join("");
const uuid = ["7f3c9a1e", "52bd", "4c86", "9e07", "d41a8b6f2c35"].join("-");
const key32 = mixed.slice(0, 32);

function found(text: string): readonly string[] {
  return engine
    .scanParts([{ role: "tool_result", path: "", text }])
    .filter(({ category }) => category === "secret")
    .map(({ start, end }) => text.slice(start, end));
}

describe("keys that only their vendor's name tells", () => {
  test.each([
    `{"algolia": "${key32}"}`,
    `algolia: ${key32}\n`,
    `MY_ALGOLIA=${key32}`,
    `new AlgoliaClient("${key32}")`,
    `new Algolia("shop7", "${key32}")`,
    `[info] calling the algolia API\n[debug] Using Key=${key32}\n`,
    `# algolia\n${key32}\n`,
    `it is for algolia, the key is ${key32}.`,
  ])("%s holds one", (text) => {
    expect(found(text)).toEqual([key32]);
  });

  test("keys in hexadecimal, UUIDs and keys with a padding are told by their own length", () => {
    expect(found(`circleci: "${hex}"`)).toEqual([hex]);
    expect(found(`"postmark" => "${uuid}"`)).toEqual([uuid]);
    expect(found(`capsulecrm: ${mixed}`)).toEqual([]);
    expect(found(`hellosign key ${mixed}${mixed.slice(0, 22)}==`)).toEqual([`${mixed}${mixed.slice(0, 22)}==`]);
  });

  test.each([
    `{"typetalk": "${mixed.slice(0, 31)}"}`,
    `{"typetalk": "${key32}0"}`,
    `"typetalk": {"objectID": "${key32}"}`,
    `untypetalk: ${key32}`,
    `circleci commit ${hex}`,
    `"circleci": {"revision": "${hex}"}`,
    `uses: cloudsmith-io/action@${hex}`,
    `circleci ${hex}`,
    `GET /bitbucket/events/${uuid} 200 12ms`,
    `[codecov] request_id=${hex.slice(0, 32)} trace=${hex.slice(0, 32)}`,
    `https://cdn.netlify.com/${hex.slice(0, 32)}.png`,
    `discord_public_key = "${hex}${hex.slice(0, 24)}"`,
    `HEROKU_APP_ID=${uuid}`,
    `heroku ${uuid}`,
    `https://unsplash.com/photos/${mixed}abc`,
    `typetalk: "${"abcd1234".repeat(4)}"`,
    `"typetalk-search": {"version": "4.1.0", "integrity": "sha512-${mixed}"}`,
    `typetalk = os.environ["${key32.toUpperCase().replaceAll(/\d/g, "_")}"]`,
  ])("%s holds none", (text) => {
    expect(found(text)).toEqual([]);
  });

  test("a vendor's name stands once for each shape, in lower case, and is no usual word", () => {
    const entries = vendorShapes.flatMap(([alphabet, least, most, names]) =>
      names.split(" ").map((name) => `${name} ${alphabet} ${least} ${most}`),
    );
    expect(new Set(entries).size).toBe(entries.length);
    expect(entries.filter((entry) => !/^[a-z\d][a-z\d.-]{3,} /.test(entry))).toEqual([]);
  });

  test("a name that stands there a hundred thousand times is read in linear time", () => {
    expect(found("algolia ".repeat(100_000))).toEqual([]);
    expect(found(`algolia${"-".repeat(20)}`.repeat(30_000))).toEqual([]);
  });
});
