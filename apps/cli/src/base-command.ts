import { homedir } from "node:os";
import type { Config, Instance } from "@infershield/instance";
import { Command } from "@oclif/core/command";
import * as Flags from "@oclif/core/flags";
import { type HomePaths, homePathsOf } from "./home-paths.ts";
import { printableJson, printableLines } from "./printable.ts";
import { reportFailure } from "./report-failure.ts";

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

  #config: Promise<Config> | undefined;

  /** Reads the configuration, once: the master key leaves the environment with it. `flags` are settings from this command's own flags. */
  protected loadConfig(file: string | undefined, flags: Readonly<Record<string, unknown>> = {}): Promise<Config> {
    this.#config ??= this.#readConfig(file, flags);
    return this.#config;
  }

  async #readConfig(file: string | undefined, flags: Readonly<Record<string, unknown>>): Promise<Config> {
    const { loadConfig } = await import("@infershield/instance");
    const config = await loadConfig({
      env: process.env,
      homedir: homedir(),
      flags,
      ...(file !== undefined && { file }),
    });
    for (const warning of config.warnings) this.progress(`warning: ${warning}`);
    return config;
  }

  /** Where things lie in the home, for commands that only look; quicker than the whole configuration where that has no say. */
  protected async loadPaths(file: string | undefined): Promise<HomePaths> {
    return (file === undefined ? homePathsOf(process.env) : undefined) ?? (await this.loadConfig(file));
  }

  /** Opens the home for `work` and closes it again whatever happens. */
  protected async withInstance<T>(
    config: Config,
    options: { readonly create: boolean; readonly server?: boolean },
    work: (instance: Instance) => Promise<T>,
  ): Promise<T> {
    const { openInstance } = await import("@infershield/instance");
    const instance = await openInstance(config, options);
    for (const warning of instance.warnings) this.progress(`warning: ${warning}`);
    try {
      return await work(instance);
    } finally {
      await instance.close();
    }
  }

  /** Text for people to stdout; nothing in it steers the terminal, wherever it came from. */
  override log(text = ""): void {
    super.log(printableLines(text));
  }

  /** One line to stderr, so that stdout stays data. */
  protected progress(line: string): void {
    process.stderr.write(`${printableLines(line)}\n`);
  }

  /** One event of a command that goes on for a while: a line of JSON, printed at once. */
  protected printEvent(event: object): void {
    process.stdout.write(`${printableJson(event)}\n`);
  }

  /** Commands that print events return nothing more to print. */
  protected override logJson(json: unknown): void {
    if (json !== undefined) process.stdout.write(`${printableJson(json, 2)}\n`);
  }

  protected override async catch(error: unknown): Promise<void> {
    reportFailure(error, { json: this.jsonEnabled(), command: this.id?.replaceAll(":", " ") });
  }
}
