import { readFile } from "node:fs/promises";
import { startSandbox } from "@infershield/sandbox";
import { expect, onTestFinished, test } from "vitest";
import { tryAccount } from "./example.ts";

test("the example of the README is the one that is tested", async () => {
  const read = (name: string): Promise<string> => readFile(new URL(name, import.meta.url), "utf8");
  expect(await read("../README.md")).toContain(`\`\`\`ts\n${await read("./example.ts")}\`\`\``);
});

test("the example signs in, refreshes and revokes", async () => {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  const lines: string[] = [];
  const show = async (line: string): Promise<void> => {
    lines.push(line);
    if (line.startsWith("Code: ")) await sandbox.approve(line.slice("Code: ".length));
  };
  let shown = Promise.resolve();
  await tryAccount(
    sandbox.issuer,
    sandbox.clientId,
    (line) => {
      shown = show(line);
    },
    { sleep: () => shown },
  );
  expect(lines).toEqual([
    `Visit: ${sandbox.issuer}/device`,
    expect.stringMatching(/^Code: [A-Z]{4}-[A-Z]{4}$/),
    "Signed in as alex@example.com",
    "Revocation: revoked",
  ]);
});
