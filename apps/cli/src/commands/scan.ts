import { findingCategories } from "@infershield/core";
import { bodyShapes } from "@infershield/llm-wire";
import { embeddedScanner } from "@infershield/threat-client";
import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../base-command.ts";
import { CliError } from "../cli-error.ts";
import { counted } from "../counted.ts";
import { printableJson } from "../printable.ts";
import { findSources } from "../scan/find-sources.ts";
import { findingLines, sizeOf, summaryLines } from "../scan/report.ts";
import { sarifLog } from "../scan/sarif.ts";
import { scanSources } from "../scan/scan-sources.ts";
import type { LocatedFinding, Skipped } from "../scan/source.ts";
import { stagedSources } from "../scan/staged-sources.ts";

interface ScanJson {
  readonly findings: readonly Omit<LocatedFinding, "excerpt">[];
  readonly skipped: readonly Skipped[];
  readonly files: number;
  readonly bytes: number;
}

const megabyte = 1_000_000;
const progressEveryMs = 2_000;
export default class Scan extends BaseCommand {
  static override summary = "Look for secrets, personal data and attacks in files, folders or standard input.";
  static override description =
    "Runs the detectors alone; nothing leaves this machine, and no report shows a secret. Folders are read with everything in them but symbolic links, version control's own and installed files. Exit code 0 when nothing was found, 1 when something was, 5 when something could not be scanned.";
  static override examples = [
    { description: "Scan a file and a folder", command: "<%= config.bin %> <%= command.id %> notes.md src" },
    { description: "Scan what a command prints", command: "git diff --staged | <%= config.bin %> <%= command.id %> -" },
    {
      description: "Let git refuse a commit that adds a secret",
      command: "<%= config.bin %> <%= command.id %> --staged --only secret",
    },
    {
      description: "Scan a recorded request as the proxy would",
      command: "<%= config.bin %> <%= command.id %> --request body.json",
    },
  ];
  static override strict = false;
  static override args = {
    file: Args.string({ description: "files and folders to scan; - is standard input" }),
  };
  static override flags = {
    staged: Flags.boolean({ description: "scan what the next git commit adds", exclusive: ["request"] }),
    request: Flags.boolean({ description: "read each file as the JSON body of a request, with its roles" }),
    shape: Flags.option({
      options: bodyShapes,
      description: "which request it is; without it, the one that it looks like",
      dependsOn: ["request"],
    })(),
    only: Flags.option({
      options: findingCategories,
      description: "count only this category; may be repeated",
      multiple: true,
      multipleNonGreedy: true,
    })(),
    as: Flags.option({
      options: ["user", "tool_result", "system"] as const,
      description:
        "whose words the text would be in a prompt; by default user, in folders and with --staged tool_result",
      exclusive: ["request"],
    })(),
    "max-size": Flags.integer({ description: "largest file to scan, in MB", default: 100, min: 1, helpValue: "MB" }),
    sarif: Flags.boolean({ description: "print the report as SARIF 2.1.0", exclusive: ["json"] }),
  };

  async run(): Promise<ScanJson> {
    const { argv, flags } = await this.parse(Scan);
    const names = argv.map(String);
    if (flags.staged ? names.length > 0 : names.length === 0) {
      throw new CliError("INVALID_USAGE", flags.staged ? "--staged takes no files." : "There is nothing to scan.", {
        hint: "Name files or folders, - for standard input, or --staged alone.",
      });
    }
    const isText = !flags.sarif && !this.jsonEnabled();
    const findings: LocatedFinding[] = [];
    const skipped: Skipped[] = [];
    const total = { findings: 0, files: 0, bytes: 0 };
    const tell = this.#progressOf(total);
    const steps = scanSources(
      flags.staged ? stagedSources({ role: flags.as }) : findSources(names, { role: flags.as }),
      {
        scanner: embeddedScanner(),
        ...(flags.request && { request: { shape: flags.shape } }),
        ...(flags.only && { only: new Set(flags.only) }),
        maxBytes: flags["max-size"] * megabyte,
        onBytes: (count) => {
          total.bytes += count;
          tell();
        },
      },
    );
    for await (const step of steps) {
      total.findings += step.findings.length;
      if (step.isLast && step.skipped === undefined) total.files += 1;
      if (step.skipped) skipped.push(step.skipped);
      for (const finding of step.findings) {
        if (isText) for (const line of findingLines(finding)) this.log(line);
        else findings.push(finding);
      }
    }
    for (const line of summaryLines(total, skipped)) this.progress(line);
    if (flags.sarif) process.stdout.write(`${printableJson(sarifLog(findings, skipped, this.config.version), 2)}\n`);
    if (total.findings > 0) process.exitCode = 1;
    else if (skipped.some(({ reason }) => reason !== "binary")) process.exitCode = 5;
    return {
      findings: findings.map(({ excerpt: _, ...finding }) => finding),
      skipped,
      files: total.files,
      bytes: total.bytes,
    };
  }

  /** Tells now and then how far it is, once it takes longer than a moment. */
  #progressOf(total: { readonly bytes: number; readonly files: number }): () => void {
    let told = performance.now();
    return () => {
      const now = performance.now();
      if (now - told < progressEveryMs) return;
      told = now;
      this.progress(`${sizeOf(total.bytes)} read, ${counted(total.files, "file")} done …`);
    };
  }
}
