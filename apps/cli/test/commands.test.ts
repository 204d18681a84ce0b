import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { type CliResult, runEach } from "./run-cli.ts";

interface Named {
  readonly hidden?: boolean;
  /** False when the last argument may be repeated. */
  readonly strict?: boolean;
  readonly summary?: string;
  readonly examples?: readonly unknown[];
  readonly args: Readonly<Record<string, { readonly required?: boolean }>>;
  readonly flags: Readonly<Record<string, { readonly options?: readonly string[]; readonly type: string }>>;
}

let commands: readonly (readonly [string, Named])[];
beforeAll(async () => {
  const manifest = await readFile(join(import.meta.dirname, "../oclif.manifest.json"), "utf8");
  const { commands: named }: { commands: Record<string, Named> } = JSON.parse(manifest);
  commands = Object.entries(named).map(([id, command]) => [id.replaceAll(":", " "), command]);
});

describe("commands and flags are public", () => {
  test("they are those of the committed list", async () => {
    const lines = commands.map(([id, { args, flags, hidden, strict }]) => {
      const words = Object.entries(args).map(([name, { required }]) => {
        const word = strict === false ? `${name}…` : name;
        return required ? word : `[${word}]`;
      });
      const options = Object.entries(flags)
        .map(([name, { options, type }]) => `--${name}${type === "boolean" ? "" : `=${options?.join("|") ?? "…"}`}`)
        .sort();
      return [id, ...words, ...options, ...(hidden ? ["(not in this version)"] : [])].join(" ");
    });
    await expect(`${lines.sort().join("\n")}\n`).toMatchFileSnapshot("../command-snapshot.txt");
  });

  test("each has --json, a summary that ends as a sentence, and an example", () => {
    for (const [id, { flags, summary, examples, hidden }] of commands) {
      expect(Object.keys(flags), id).toContain("json");
      expect(summary, id).toMatch(/\.$/);
      if (!hidden) expect(examples?.length, id).toBeGreaterThan(0);
    }
  });

  test("flags stand before arguments in every example", () => {
    for (const [id, { examples = [] }] of commands) {
      for (const example of examples) {
        const text = typeof example === "string" ? example : (example as { command: string }).command;
        const [, words = ""] = text.split("<%= command.id %>");
        expect(words.replace(/[<>|].*/, ""), id).not.toMatch(/^ [^-\s]\S* .*--/);
      }
    }
  });
});

describe("help", () => {
  let shown: readonly CliResult[];
  beforeAll(async () => {
    shown = await runEach(
      [[], ["help"], ["--help"], ["auth"], ["auth", "login", "-h"], ["help", "token", "create"]],
      {},
    );
  });

  test("the program alone, help and --help show the same first page", () => {
    expect(shown[0]?.stdout).toContain("USAGE");
    expect(shown[1]).toEqual(shown[0]);
    expect(shown[2]).toEqual(shown[0]);
  });

  test("topics and commands have pages of their own that exit with 0", () => {
    for (const { code, stderr } of shown) expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(shown[3]?.stdout).toContain("auth switch");
    expect(shown[4]?.stdout).toContain("--with-token");
    expect(shown[5]?.stdout).toContain("--expires-in");
  });

  test("a page says what the exit codes mean and how the words stand, and breaks no option in two", async () => {
    for (const page of [shown[0], shown[4]]) expect(page?.stdout).toMatch(/\nEXIT CODES\n {2}0 done, 1 failed/);
    const [login, setup] = await runEach(
      [
        ["login", "-h"],
        ["setup", "-h"],
      ],
      {},
    );
    expect(login?.stdout).toContain("$ infershield login [FLAGS] --server URL\n");
    expect(setup?.stdout).toContain("$ infershield setup [FLAGS] CLIENT\n");
    for (const client of ["vscode", "jetbrains", "windsurf"]) expect(setup?.stdout).toContain(client);
  });

  test("without a terminal no page holds a control sequence", () => {
    for (const { stdout } of shown) expect(stdout).not.toContain("\u001b");
  });
});
