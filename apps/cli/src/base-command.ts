import { homedir } from "node:os";
import { type Config, type Instance, loadConfig, openInstance } from "@infershield/instance";
import { Command, Flags } from "@oclif/core";
import { describeFailure } from "./describe-failure.ts";

/**
 * What every command shares: `--json`, the configuration, and one way to fail.
 * `run()` returns the data that `--json` prints; people's text goes to stdout with `log`, progress to stderr with `progress`.
 */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true;
  static override baseFlags = {
    config: Flags.string({
      description: "configuration file instead of infershield.yaml in the home",
      helpGroup: "GLOBAL",
      helpValue: "FILE",
    }),
  };

  /** Reads the configuration; `flags` are settings from this command's own flags. */
  protected async loadConfig(file: string | undefined, flags: Readonly<Record<string, unknown>> = {}): Promise<Config> {
    const config = await loadConfig({
      env: process.env,
      homedir: homedir(),
      flags,
      ...(file !== undefined && { file }),
    });
    for (const warning of config.warnings) this.progress(`warning: ${warning}`);
    return config;
  }

  /** Opens the home for `work` and closes it again whatever happens. */
  protected async withInstance<T>(
    config: Config,
    options: { readonly create: boolean },
    work: (instance: Instance) => Promise<T>,
  ): Promise<T> {
    const instance = await openInstance(config, options);
    try {
      return await work(instance);
    } finally {
      await instance.close();
    }
  }

  /** One line to stderr, so that stdout stays data. */
  protected progress(line: string): void {
    process.stderr.write(`${line}\n`);
  }

  /** One event of a command that goes on for a while: a line of JSON, printed at once. */
  protected printEvent(event: object): void {
    process.stdout.write(`${JSON.stringify(event)}\n`);
  }

  /** Commands that print events return nothing more to print. */
  protected override logJson(json: unknown): void {
    if (json !== undefined) process.stdout.write(`${JSON.stringify(json, undefined, 2)}\n`);
  }

  protected override async catch(error: unknown): Promise<void> {
    reportFailure(error, { json: this.jsonEnabled() });
  }
}

/** Prints a failure (two lines on stderr, or one JSON object on stdout) and sets the exit code. */
export function reportFailure(error: unknown, options: { readonly json: boolean }): void {
  const { code, message, hint, exitCode } = describeFailure(error);
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ error: { code, message, hint } })}\n`);
  } else {
    process.stderr.write(`ERROR: ${message} [${code}]\n${hint}\n`);
  }
  if (process.env["INFERSHIELD_LOG_LEVEL"] === "debug" && error instanceof Error)
    process.stderr.write(`${error.stack}\n`);
  process.exitCode = exitCode;
}
