import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runEach } from "./run-cli.ts";

/** How each shell is asked what it would complete: the script's path and the line come as its arguments. */
const ask = {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's own form of a list.
  bash: 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _infershield; printf "%s\\n" "${COMPREPLY[@]}"',
  fish: 'source $argv[1]; complete -C "$argv[2..-1]"',
  // A zsh without its line editor: what the script hands to _describe is what would be offered.
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's own form of a list.
  zsh: 'compdef() { :; }; _files() { :; }; _describe() { print -l -- "${candidates[@]}"; }; source "$1"; shift; words=("$@"); CURRENT=$#; _infershield',
} as const;

type Shell = keyof typeof ask;
const shells = (Object.keys(ask) as Shell[]).filter((shell) => !spawnSync(shell, ["-c", "true"]).error);

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "infershield-completion-"));
  const results = await runEach(
    shells.map((shell) => ["completion", shell]),
    { HOME: folder },
  );
  for (const [index, shell] of shells.entries()) writeFileSync(join(folder, shell), results[index]?.stdout ?? "");
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What is offered at the end of a line, without descriptions. */
function offered(shell: Shell, ...line: readonly string[]): readonly string[] {
  const words = shell === "fish" ? [line.join(" ")] : line;
  const program =
    shell === "fish"
      ? ["-c", ask.fish, join(folder, shell), ...words]
      : ["-c", ask[shell], shell, join(folder, shell), ...words];
  const { stdout, stderr } = spawnSync(shell, program, {
    encoding: "utf8",
    env: { PATH: process.env["PATH"], HOME: folder },
  });
  expect(stderr, shell).toBe("");
  const last = line.at(-1) ?? "";
  return stdout
    .split("\n")
    .map((each) => each.split(shell === "zsh" ? ":" : "\t")[0] ?? "")
    .filter((each) => each !== "" && each.startsWith(last))
    .sort();
}

describe.each(shells)("%s completes", (shell) => {
  test("topics and commands, those of a topic, their flags, and the values of both", () => {
    expect(offered(shell, "infershield", "au")).toEqual(["audit", "auth"]);
    expect(offered(shell, "infershield", "auth", "lo")).toEqual(["login", "logout"]);
    expect(offered(shell, "infershield", "auth", "login", "--no-b")).toEqual(["--no-browser"]);
    expect(offered(shell, "infershield", "audit", "export", "--format", "c")).toEqual(["cef", "csv"]);
    expect(offered(shell, "infershield", "setup", "cod")).toEqual(["codex"]);
    expect(offered(shell, "infershield", "keys", "no-such-command-")).toEqual([]);
  });
});
