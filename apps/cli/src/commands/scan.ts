import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../base-command.ts";
import { CliError } from "../cli-error.ts";
import { type LocatedFinding, readTexts, scanTexts } from "../scan-texts.ts";

interface FindingJson {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly rule: string;
  readonly category: string;
  readonly severity: string;
  readonly score: number;
  readonly view: string;
  readonly explanation: string;
}

export default class Scan extends BaseCommand {
  static override summary = "Look for secrets, personal data and attacks in files or standard input.";
  static override description =
    "Runs the detectors alone; nothing leaves this machine. Exit code 1 when something was found, 5 when it could not be scanned.";
  static override examples = [
    { description: "Scan two files", command: "<%= config.bin %> <%= command.id %> notes.md .env" },
    { description: "Scan what a command prints", command: "git diff --staged | <%= config.bin %> <%= command.id %> -" },
  ];
  static override strict = false;
  static override args = {
    file: Args.string({ description: "files to scan; - is standard input", required: true }),
  };
  static override flags = {
    as: Flags.option({
      options: ["user", "tool_result", "system"] as const,
      default: "user" as const,
      description: "whose words the text would be in a prompt",
    })(),
  };

  async run(): Promise<{ readonly findings: readonly FindingJson[] }> {
    const { argv, flags } = await this.parse(Scan);
    const found = await scan(argv.map(String), flags.as);
    for (const { file, line, column, finding } of found) {
      this.log(`${file}:${line}:${column}  ${finding.severity}  ${finding.rule}  ${finding.explanation}`);
    }
    this.progress(found.length === 0 ? "Nothing found." : `${found.length} finding${found.length === 1 ? "" : "s"}.`);
    if (found.length > 0) process.exitCode = 1;
    return { findings: found.map(toJson) };
  }
}

async function scan(
  names: readonly string[],
  role: "user" | "tool_result" | "system",
): Promise<readonly LocatedFinding[]> {
  const texts = await readTexts(names);
  try {
    return await scanTexts(texts, role);
  } catch (cause) {
    throw new CliError("SCAN_FAILED", "The text could not be scanned.", {
      cause,
      hint: "Try again with a smaller input, and please report it.",
    });
  }
}

function toJson({ file, line, column, finding }: LocatedFinding): FindingJson {
  const { rule, category, severity, score, view, explanation } = finding;
  return { file, line, column, rule, category, severity, score, view, explanation };
}
