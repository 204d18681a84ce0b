import { homedir } from "node:os";
import { localUser } from "@infershield/core";
import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../base-command.ts";
import { createToken } from "../create-token.ts";
import type { ClientSetup } from "../setup/client-setup.ts";
import { codexSetup } from "../setup/codex.ts";
import { type SetupWritten, writeSetup } from "../setup/write-setup.ts";

const clients: readonly ClientSetup[] = [codexSetup];

interface SetupJson {
  readonly client: string;
  readonly path: string;
  readonly changed: boolean;
  readonly backup?: string;
  readonly snippet?: string;
  readonly token_variable?: string;
  readonly token?: string;
}

export default class Setup extends BaseCommand {
  static override summary = "Point one of your tools at the proxy.";
  static override description =
    "Makes a token for the tool and prints the exact configuration, or with --write edits the tool's file and keeps a copy.";
  static override examples = [
    { description: "Print what to configure", command: "<%= config.bin %> <%= command.id %> codex" },
    { description: "Edit the tool's own configuration", command: "<%= config.bin %> <%= command.id %> --write codex" },
    { description: "Take it back", command: "<%= config.bin %> <%= command.id %> --undo codex" },
  ];
  static override args = {
    client: Args.string({
      description: "tool to set up",
      options: clients.map(({ client }) => client),
      required: true,
    }),
  };
  static override flags = {
    write: Flags.boolean({ description: "edit the tool's configuration file", exclusive: ["undo"] }),
    undo: Flags.boolean({ description: "remove InferShield from the tool's configuration file" }),
  };

  async run(): Promise<SetupJson> {
    const { args, flags } = await this.parse(Setup);
    const setup = clients.find(({ client }) => client === args.client) ?? codexSetup;
    const path = setup.configPath({ env: process.env, homedir: homedir() });
    if (flags.undo) return this.#undone(setup, await writeSetup(path, setup.undo));
    const config = await this.loadConfig(flags.config);
    const target = { proxyUrl: `http://${config.host}:${config.port}` };
    const token = await this.withInstance(config, { create: true }, async (instance) => {
      const created = await createToken(instance, { name: setup.client, userId: localUser });
      return created.token.reveal();
    });
    const written = flags.write
      ? await writeSetup(path, (text) => setup.apply(text, target))
      : { path, changed: false };
    if (flags.write)
      this.log(
        written.changed ? `✓ ${path} points ${setup.client} at ${target.proxyUrl}.` : `✓ ${path} was set up already.`,
      );
    else this.log(`Put this into ${path}:\n\n${setup.snippet(target)}\n`);
    this.log(`export ${setup.tokenVariable}=${token}`);
    for (const note of setup.notes) this.progress(note);
    return {
      client: setup.client,
      ...written,
      snippet: setup.snippet(target),
      token_variable: setup.tokenVariable,
      token,
    };
  }

  #undone(setup: ClientSetup, written: SetupWritten): SetupJson {
    this.log(
      written.changed
        ? `✓ InferShield removed from ${written.path}.`
        : `✓ ${written.path} holds nothing of InferShield.`,
    );
    return { client: setup.client, ...written };
  }
}
