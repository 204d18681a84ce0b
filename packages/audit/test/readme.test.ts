import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as audit from "../src/index.ts";
import { testHome, testKey, testSigner } from "./fixtures.ts";

const readme = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");

test("the example of the README runs, prints that the log verifies, and exports both records", async () => {
  const example = /```ts\n(.*?)```/s.exec(readme)?.[1] ?? "";
  const [, names = "", code = ""] = /^import \{(.*?)\}.*?;\n(.*)$/s.exec(example) ?? [];
  const printed: unknown[][] = [];
  let written = "";
  const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor;
  const run = new AsyncFunction("audit", "home", "keyring", "console", "process", `const {${names}} = audit;\n${code}`);
  await run(
    audit,
    await testHome(),
    { audit: testKey(), signer: testSigner() },
    { log: (...values: unknown[]) => printed.push(values) },
    { stdout: { write: (text: string) => (written += text) } },
  );
  expect(printed).toEqual([[true, 2]]);
  expect(written.match(/"request_id":"req_1"/g)).toHaveLength(2);
});

test("the README names every export", () => {
  for (const name of Object.keys(audit)) expect(readme).toContain(`\`${name}`);
});
