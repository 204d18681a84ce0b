import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text as readStream } from "node:stream/consumers";
import type { Sandbox } from "@infershield/sandbox";
import { type CliResult, type CliRunner, interrupt, nextEvent, readEvents, startCli } from "../run-cli.ts";

/** Somebody who types what a page shows, on a machine of their own. */
export interface Reader {
  readonly cwd: string;
  readonly home: string;
  /** Types one line; a server goes on running in a terminal of its own. */
  type(line: string): Promise<CliResult>;
  /** Ends every server as Ctrl-C does. @returns their exit codes */
  endServers(): Promise<readonly (number | null)[]>;
}

const program = join(import.meta.dirname, "../../bin/run.js");
const signsIn = /^infershield auth login(?: \w+)?$/;
/** A command without anything that only a shell understands, but variables before it and a file for its input. */
const plain = /^((?:[A-Z_]+=\S+ )*)infershield((?: [\w@./:=-]+)+?)(?: < ([\w.-]+))?$/;
const usualAddresses = { "firewall start": "http://127.0.0.1:5000", "proxy start": "http://127.0.0.1:8000" } as const;
const done: CliResult = { code: 0, stdout: "", stderr: "" };

/**
 * @param folder - Empty folder for home, files and the command
 * @param env - What the person has set before
 */
export async function openReader(options: {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly sandbox: Sandbox;
  readonly runner: CliRunner;
}): Promise<Reader> {
  const { folder, sandbox, runner } = options;
  const [home, bin, work] = [join(folder, "home"), join(folder, "bin"), join(folder, "work")];
  for (const each of [home, bin, work]) await mkdir(each, { recursive: true });
  // The program finds its own files by its place, not by the name it was called by.
  await writeFile(join(bin, "infershield"), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`, {
    mode: 0o755,
  });
  await symlink(process.execPath, join(bin, "node"));
  const path = `${bin}:${process.env["PATH"] ?? ""}`;
  const env: Record<string, string> = { ...options.env, HOME: home, PATH: path, NO_COLOR: "1", INFERSHIELD_PORT: "0" };
  const servers: ChildProcessWithoutNullStreams[] = [];
  /** Addresses as the pages have them, and as they are here. */
  const addresses = new Map<string, string>();
  let cwd = work;

  function assigned(text: string): Record<string, string> {
    const values: Readonly<Record<string, string>> = { ...env, PWD: cwd };
    const expanded = (raw: string): string =>
      raw.replaceAll('"', "").replaceAll(/\$(\w+)/g, (_, name: string) => values[name] ?? "");
    return Object.fromEntries(
      [...text.matchAll(/(\w+)=(\S+)/g)].map(([, name = "", raw = ""]) => [name, expanded(raw)]),
    );
  }

  async function serve(
    command: keyof typeof usualAddresses,
    own: Readonly<Record<string, string>>,
  ): Promise<CliResult> {
    const port = command === "firewall start" ? ["--port", "0"] : [];
    const child = startCli([...command.split(" "), "--json", ...port], own);
    servers.push(child);
    const said = readStream(child.stderr);
    const listening = nextEvent(readEvents(child), "listening");
    const { url } = await listening.catch(async () => Promise.reject(new Error(`${command} ended: ${await said}`)));
    addresses.set(usualAddresses[command], String(url));
    return done;
  }

  async function inShell(line: string): Promise<CliResult> {
    const shell = spawn("bash", ["--norc", "-euo", "pipefail", "-c", line], { cwd, env });
    shell.stdin.end();
    shell.stdout.on("data", (bytes: Buffer) => {
      const [, code] = /^Code: ([A-Z]{4}-[A-Z]{4})$/m.exec(bytes.toString()) ?? [];
      if (code !== undefined) void sandbox.approve(code);
    });
    const [stdout, stderr, [code]] = await Promise.all([
      readStream(shell.stdout),
      readStream(shell.stderr),
      once(shell, "close"),
    ]);
    return { code, stdout, stderr };
  }

  return {
    get cwd() {
      return cwd;
    },
    home,
    async type(shown) {
      const line = [...addresses].reduce((text, [from, to]) => text.replaceAll(from, to), shown);
      const [, before = "", words, file] = signsIn.test(line) ? [] : (plain.exec(line) ?? []);
      if (words !== undefined) {
        const [command, own] = [words.trim(), { ...env, ...assigned(before) }];
        if (command === "firewall start" || command === "proxy start") return await serve(command, own);
        const input = file === undefined ? "" : await readFile(join(cwd, file), "utf8");
        return await runner.run({ words: command.split(" "), env: own, cwd, input });
      }
      if (line.startsWith("cd ")) {
        cwd = join(cwd, line.slice("cd ".length));
        await mkdir(cwd, { recursive: true });
        return done;
      }
      if (line.startsWith("export ")) {
        Object.assign(env, assigned(line));
        return done;
      }
      return await inShell(line);
    },
    endServers: () => Promise.all(servers.splice(0).map(async (server) => server.exitCode ?? interrupt(server))),
  };
}
