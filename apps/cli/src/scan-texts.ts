import { readFile } from "node:fs/promises";
import { text as readStream } from "node:stream/consumers";
import { defaultTenant, type Finding, type PromptPart } from "@infershield/core";
import { embeddedScanner } from "@infershield/threat-client";
import { CliError } from "./cli-error.ts";

/** A text to scan and the name a person knows it by. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/** A finding with its place as editors count it: line and column from 1. */
export interface LocatedFinding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly finding: Finding;
}

/**
 * Reads files, or standard input for `-`.
 *
 * @throws CliError `FILE_UNREADABLE`
 */
export async function readTexts(names: readonly string[]): Promise<readonly NamedText[]> {
  return await Promise.all(names.map(readText));
}

async function readText(name: string): Promise<NamedText> {
  try {
    return name === "-"
      ? { name: "stdin", text: await readStream(process.stdin) }
      : { name, text: await readFile(name, "utf8") };
  } catch (cause) {
    throw new CliError("FILE_UNREADABLE", `${name} cannot be read.`, {
      cause,
      hint: "Name files that exist, or - for standard input.",
    });
  }
}

/** Runs the embedded detectors over each text as if it had the given role in a prompt. */
export async function scanTexts(
  texts: readonly NamedText[],
  role: PromptPart["role"],
): Promise<readonly LocatedFinding[]> {
  const scanner = embeddedScanner();
  const parts = texts.map(({ text }, index): PromptPart => ({ role, path: `/${index}`, text }));
  const findings = await scanner.scan(parts, { tenant: defaultTenant });
  return findings.flatMap((finding) => {
    const source = texts[Number(finding.path.slice(1))];
    return source ? [{ file: source.name, ...locate(source.text, finding.start), finding }] : [];
  });
}

function locate(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const lastBreak = before.lastIndexOf("\n");
  return { line: before.split("\n").length, column: offset - lastBreak };
}
