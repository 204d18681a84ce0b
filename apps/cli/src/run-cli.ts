import { Config } from "@oclif/core/config";
import { ExitError } from "@oclif/core/errors";
import { run } from "@oclif/core/run";
import { CliError } from "./cli-error.ts";
import { nearestCommand } from "./nearest-command.ts";
import { reportFailure } from "./report-failure.ts";

/**
 * Runs one command line and sets `process.exitCode`; never throws.
 *
 * @param argv - Words after the program's name.
 * @param root - Folder of the package: where `package.json` and the built commands lie.
 */
export async function runCli(argv: readonly string[], root: string): Promise<void> {
  // What Node writes when a program fails holds the whole environment, and that may hold keys of providers.
  process.report.excludeEnv = true;
  try {
    const config = await Config.load({ root, isRoot: true });
    const line = argv[0] === "help" ? [...argv.slice(1), "--help"] : [...argv];
    requireKnownCommand(line, config);
    await run(line, config);
  } catch (error) {
    if (error instanceof ExitError) {
      process.exitCode = error.oclif.exit ?? 0;
      return;
    }
    reportFailure(error, { json: argv.includes("--json") });
  }
}

const aboutTheProgram: readonly string[] = ["--help", "-h", "--version", "-v"];

/** oclif joins unknown words to `atuh:login not found`; a person gets the words back and what they may have meant. */
function requireKnownCommand(argv: readonly string[], config: Config): void {
  const end = argv.findIndex((word) => word.startsWith("-"));
  const [first = "", second = ""] = end === -1 ? argv : argv.slice(0, end);
  const isTopic = config.findTopic(first) !== undefined;
  const [flag = "--help"] = argv;
  if (first === "" && !aboutTheProgram.includes(flag)) {
    throw new CliError("INVALID_USAGE", `There is no command before ${flag}.`, {
      hint: `Write flags behind the command: ${config.bin} COMMAND ${flag}`,
    });
  }
  if (first === "" || config.findCommand(first) || config.findCommand(`${first}:${second}`)) return;
  if (isTopic && second === "") return;
  const commands = config.commands.filter(({ hidden }) => !hidden).map(({ id }) => id.replaceAll(":", " "));
  const near = nearestCommand(`${first} ${second}`.trim(), commands);
  throw new CliError("INVALID_USAGE", `There is no command "${isTopic ? `${first} ${second}` : first}".`, {
    hint: near
      ? `Did you mean: ${config.bin} ${near}?`
      : `Run: ${config.bin}${isTopic ? ` ${first}` : ""} --help to see what there is.`,
  });
}
