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
const serves = /^((?:[A-Z_]+=\S+ )*)infershield ((?:proxy|firewall) start)$/;
const signsIn = /^infershield auth login(?: \w+)?$/;
const plain = /^infershield((?: [\w@./:=-]+)+?)(?: < ([\w.-]+))?$/;

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

  async function serve(assignments: string, command: string): Promise<CliResult> {
    const own = Object.fromEntries(
      [...assignments.matchAll(/([A-Z_]+)=(\S+) /g)].map(([, name, value]) => [name, value]),
    );
    const words = command.split(" ");
    const child = startCli([...words, "--json", ...(words[0] === "firewall" ? ["--port", "0"] : [])], {
      ...env,
      ...own,
    });
    servers.push(child);
    const said = readStream(child.stderr);
    const listening = nextEvent(readEvents(child), "listening");
    const { url } = await listening.catch(async () => Promise.reject(new Error(`${command} ended: ${await said}`)));
    addresses.set(words[0] === "firewall" ? "http://127.0.0.1:5000" : "http://127.0.0.1:8000", String(url));
    return { code: 0, stdout: String(url), stderr: "" };
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
      const [, assignments, command] = serves.exec(line) ?? [];
      if (assignments !== undefined && command !== undefined) return await serve(assignments, command);
      const [, folderName] = /^cd ([\w/.-]+)$/.exec(line) ?? [];
      if (folderName !== undefined) {
        cwd = join(cwd, folderName);
        await mkdir(cwd, { recursive: true });
        return { code: 0, stdout: "", stderr: "" };
      }
      const exported = /^export ((?:\w+=\S+ ?)+)$/.exec(line)?.[1];
      if (exported !== undefined) {
        for (const [, name = "", value = ""] of exported.matchAll(/(\w+)=(\S+)/g))
          env[name] = value.replace("$PWD", cwd);
        return { code: 0, stdout: "", stderr: "" };
      }
      const [, words, file] = signsIn.test(line) ? [] : (plain.exec(line) ?? []);
      if (words !== undefined) {
        const input = file === undefined ? "" : await readFile(join(cwd, file), "utf8");
        return await runner.run({ words: words.trim().split(" "), env, cwd, input });
      }
      return await inShell(line);
    },
    endServers: () => Promise.all(servers.splice(0).map(async (server) => server.exitCode ?? interrupt(server))),
  };
}
