import { Secret } from "@infershield/core";
import type { Config } from "@infershield/instance";
import { BaseCommand } from "../base-command.ts";
import { CliError } from "../cli-error.ts";
import type { Administration } from "./administration.ts";
import type { ServerTokens } from "./server-tokens.ts";

/** Whose token a command uses: the device's, or the administrator's where the device has one. */
export type TokenChoice = "device" | "administration";

/** A command that works on a team: on its server with `--server`, else on the database of this machine. */
export abstract class TeamCommand extends BaseCommand {
  /**
   * @returns undefined in single-user mode without `--server`: there is no team to work on
   */
  protected async withTeam<T>(
    config: Config,
    options: { readonly server: string | undefined; readonly token: TokenChoice; readonly create?: boolean },
    work: (administration: Administration) => Promise<T>,
  ): Promise<T | undefined> {
    const { server, token, create = false } = options;
    if (server !== undefined) {
      const { serverAdministration } = await import("./server-administration.ts");
      return await work(serverAdministration(server, { token: await this.#tokenFor(config, server, token) }));
    }
    if (config.databaseFile === undefined) return undefined;
    const { localAdministration } = await import("./local-administration.ts");
    return await this.withInstance(config, { create }, (instance) => work(localAdministration(instance)));
  }

  /** As {@link withTeam}, for a command that is about nothing else. @throws CliError `NO_TEAM` */
  protected async administer<T>(
    config: Config,
    options: { readonly server: string | undefined; readonly token?: TokenChoice; readonly create?: boolean },
    work: (administration: Administration) => Promise<T>,
  ): Promise<T> {
    let result: { readonly value: T } | undefined;
    await this.withTeam(config, { token: "administration", ...options }, async (administration) => {
      result = { value: await work(administration) };
    });
    if (result !== undefined) return result.value;
    throw new CliError("NO_TEAM", "This home serves one person; there is no team in it.", {
      hint: "Name a team's server with --server URL, or set INFERSHIELD_MODE=multi-user on the machine of the database.",
    });
  }

  /** What `infershield login` kept of this server; else INFERSHIELD_TOKEN, which often is a tool's. */
  async #tokenFor(config: Config, server: string, choice: TokenChoice): Promise<Secret> {
    const { device, administration } = await this.#keptTokens(config, server);
    const kept = choice === "administration" ? (administration ?? device) : (device ?? administration);
    if (kept !== undefined) return kept;
    const given = process.env["INFERSHIELD_TOKEN"];
    if (given) return new Secret(given);
    throw new CliError("NOT_LOGGED_IN", `This machine is not signed in to ${server}.`, {
      hint: `Ask your administrator for a code, then run: infershield login --server ${server}`,
    });
  }

  async #keptTokens(config: Config, server: string): Promise<ServerTokens> {
    const [{ openTokens }, { readTokenSummaries }, { findServerTokens, serverOf }] = await Promise.all([
      import("@infershield/instance"),
      import("@infershield/token-store"),
      import("./server-tokens.ts"),
    ]);
    // Looked for before anything is unlocked: where nobody signed in there may be no home at all.
    const stored = await readTokenSummaries(config.tokenFile);
    if (!stored.some((login) => serverOf(login) === server)) return {};
    const home = await openTokens(config, { create: false });
    try {
      return await findServerTokens(home, server);
    } finally {
      await home.close();
    }
  }
}
