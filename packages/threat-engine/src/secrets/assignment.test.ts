import { describe, expect, test } from "vitest";
import { createThreatEngine } from "../threat-engine.ts";

const engine = createThreatEngine();
/** Random characters, put together here so that no tool takes this file for a leak. */
const value = ["q7Zk", "29xW", "mB4t", "Lr8s", "Pf3v", "Hd6y"].join("");
const uuid = ["7f3c9a1e", "52bd", "4c86", "9e07", "d41a8b6f2c35"].join("-");

function found(text: string): readonly string[] {
  return engine
    .scanParts([{ role: "tool_result", path: "", text }])
    .filter(({ rule }) => rule === "secret.assignment")
    .map(({ start, end }) => text.slice(start, end));
}

describe("values given to telling names", () => {
  test.each([
    `API_KEY="${value}"`,
    `apiToken := "${value}"`,
    `const secret: string = "${value}";`,
    `"client_secret" => '${value}'`,
    `export DISCORD_API_KEY=${value}`,
    `setenv("ACCESS_TOKEN", "${value}")`,
    `<datadogApiKey>${value}</datadogApiKey>`,
    `token ||= "${value}"`,
    `{\\"secret\\":\\"${value}\\"}`,
  ])("%s is a secret, and the match is its value", (text) => {
    expect(found(text)).toEqual([value]);
  });

  test("a UUID is a secret under a name that says so", () => {
    expect(found(`snyk_token: ${uuid}`)).toEqual([uuid]);
    expect(found(`heroku_app_id: ${uuid}`)).toEqual([]);
  });

  test.each([
    `token == "${value}"`,
    "token: string = readToken()",
    `discordName = "${value}"`,
    `the token > ${value}`,
    `secretPath = "/run/${value}"`,
    `const tokenHash = "${value}"`,
    'password = "changeme-1234"',
  ])("%s is none", (text) => {
    expect(found(text)).toEqual([]);
  });
});
