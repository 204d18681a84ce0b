import { homedir } from "node:os";
import { localUser } from "@infershield/core";
import type { Config } from "@infershield/instance";
import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { CliError } from "../cli-error.ts";
import { createToken } from "../create-token.ts";
import { clients, refusals } from "../setup/clients.ts";
import { removeSetup, type SetupWritten, setUp } from "../setup/set-up.ts";
import { serverAddress } from "../team/server-address.ts";
import { serverFlag } from "../team/server-flag.ts";
import { TeamCommand } from "../team/team-command.ts";

interface SetupJson extends SetupWritten {
  readonly client: string;
  readonly snippet?: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string>>;
  readonly token_variable?: string;
  readonly token?: string;
}

export default class Setup extends TeamCommand {
  static override summary = "Point one of your tools at the proxy.";
  static override description =
    "Makes a token for the tool and prints the exact configuration, or with --write edits the tool's file and keeps a copy. The token is shown once and goes into no file.";
  static override examples = [
    { description: "Print what to configure", command: "<%= config.bin %> <%= command.id %> claude-code" },
    { description: "Edit the tool's own configuration", command: "<%= config.bin %> <%= command.id %> --write codex" },
    { description: "Take it back", command: "<%= config.bin %> <%= command.id %> --undo codex" },
  ];
  static override args = {
    client: Args.string({
      description: "tool to set up",
      options: [...clients, ...refusals].map(({ client }) => client),
      required: true,
    }),
  };
  static override flags = {
    write: Flags.boolean({ description: "edit the tool's configuration file", exclusive: ["undo"] }),
    undo: Flags.boolean({ description: "remove InferShield from the tool's configuration file" }),
    model: Flags.string({ description: "model for tools that name one", default: "gpt-5", helpValue: "NAME" }),
    server: serverFlag({ description: "point the tool at the proxy of a team's server" }),
  };

  async run(): Promise<SetupJson> {
    const { args, flags } = await this.parse(Setup);
    const refusal = refusals.find(({ client }) => client === args.client);
    if (refusal) throw new CliError("CLIENT_CANNOT_WORK", `${refusal.reason}.`, { hint: refusal.instead });
    const [setup] = clients.filter(({ client }) => client === args.client);
    if (!setup) throw new CliError("INVALID_USAGE", `There is no client ${args.client}.`);
    const place = { env: process.env, homedir: homedir() };
    if (flags.undo) {
      const removed = await removeSetup(setup, place);
      this.log(removed.changed ? `✓ InferShield removed from ${removed.path}.` : "✓ There was nothing to remove.");
      return { client: setup.client, ...removed };
    }
    const config = await this.loadConfig(flags.config);
    const { server } = flags;
    const proxyUrl = server === undefined ? await proxyHere(config) : await this.#proxyOf(config, server);
    const target = { proxyUrl, model: flags.model };
    const done = await setUp(setup, place, target, { write: flags.write });
    const token = await this.#tokenFor(config, setup.client, server);
    const { path, snippet, variables = {}, form = {}, changed } = done;
    if (path !== undefined && snippet !== undefined) {
      if (!flags.write) this.log(`Put this into ${path}:\n\n${snippet}\n`);
      else this.log(`✓ ${path} ${changed ? `points ${setup.client} at ${target.proxyUrl}` : "was set up already"}.`);
    }
    for (const [field, value] of Object.entries(form)) this.log(`${field}: ${value}`);
    for (const [name, value] of Object.entries(variables)) this.log(`export ${name}=${value}`);
    const { tokenVariable } = setup;
    this.log(tokenVariable === undefined ? `Token: ${token}` : `export ${tokenVariable}=${token}`);
    for (const note of setup.notes) this.progress(note);
    const variable = tokenVariable === undefined ? {} : { token_variable: tokenVariable };
    return { client: setup.client, ...done, ...variable, token };
  }

  async #proxyOf(config: Config, server: string): Promise<string> {
    const [{ meAnswer }, { ask }] = await Promise.all([import("../team/answers.ts"), import("../team/ask.ts")]);
    const { proxy_url } = await this.administer(config, { server, token: "device" }, (administration) =>
      ask(administration, "GET /admin/me", meAnswer),
    );
    return serverAddress(proxy_url);
  }

  async #tokenFor(config: Config, name: string, server: string | undefined): Promise<string> {
    if (server !== undefined) {
      const { createTeamToken } = await import("../team/team-tokens.ts");
      const made = await this.administer(config, { server, token: "device" }, (administration) =>
        createTeamToken(administration, { name, path: false }),
      );
      return made.token;
    }
    const { token } = await this.withInstance(config, { create: true }, (instance) =>
      createToken(instance, { name, userId: localUser }),
    );
    return token.reveal();
  }
}

/** The proxy that runs with this home, wherever it listens; before its start the address that it will have. */
async function proxyHere(config: Config): Promise<string> {
  const { findProxy } = await import("../proxy/running-proxy.ts");
  const scheme = config.tls.cert === undefined ? "http" : "https";
  return (await findProxy(config))?.url ?? `${scheme}://${config.host}:${config.port}`;
}
