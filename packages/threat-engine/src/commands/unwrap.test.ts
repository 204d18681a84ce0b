import { expect, test } from "vitest";
import { readingLimit } from "./shell-words.ts";
import { pipelinesOf } from "./unwrap.ts";

function words(text: string): readonly (readonly string[])[] {
  return pipelinesOf(text, readingLimit()).flatMap((pipeline) => pipeline.map((command) => command.words));
}

test("a variable that the text sets is read as its words, one that it does not set as it is written", () => {
  expect(words("c='rm -r'; $c $c $other")).toContainEqual(["rm", "-r", "rm", "-r", "$other"]);
  expect(words("export A=ls; $A")).toContainEqual(["ls"]);
});

test("$IFS is a blank", () => {
  expect(words("cat$IFS/etc/hosts")).toContainEqual(["cat", "/etc/hosts"]);
});

test("many uses of a variable do not make a text grow without end", () => {
  const value = "x ".repeat(90);
  const read = words(`v='${value}'; echo ${"$v ".repeat(50_000)}`);
  expect(read.flat().length).toBeLessThan(250_000);
});

test.each([
  "aws-vault exec prod -- rm -rf /",
  "doppler run --project a -- rm -rf /",
  "op run --env-file .env -- rm -rf /",
  "uv run rm -rf /",
  "bundle exec rm -rf /",
  "nix-shell -p coreutils --run 'rm -rf /'",
])("what another program starts is read: %s", (text) => {
  expect(words(text)).toContainEqual(["rm", "-rf", "/"]);
});

test("a command behind any number of evals is read", () => {
  expect(words(`${"eval ".repeat(40)}rm -rf /`)).toContainEqual(["rm", "-rf", "/"]);
  expect(words("eval eval")).not.toContainEqual([]);
});
