import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text as readStream } from "node:stream/consumers";
import { afterAll } from "vitest";
import type { CliOrder, CliResult } from "./many-commands.ts";

export type { CliResult };

const program = join(import.meta.dirname, "../bin/run.js");

/** Variables a command needs beside its own; nothing of the person who runs the tests. */
const baseEnvironment = { PATH: process.env["PATH"] ?? "", NO_COLOR: "1" };

/** Starts the built command line as a person would, in an environment of its own. */
export function startCli(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [program, ...args], { env: { ...baseEnvironment, ...env } });
}

/** Runs a command to its end. */
export async function runCli(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  input = "",
): Promise<CliResult> {
  const child = startCli(args, env);
  child.stdin.end(input);
  const [stdout, stderr, [code]] = await Promise.all([
    readStream(child.stdout),
    readStream(child.stderr),
    once(child, "close"),
  ]);
  return { code, stdout, stderr };
}

/** Runs several commands to their ends in one process that shares an environment; for commands that need no process of their own. */
export async function runEach(
  lines: readonly (readonly string[])[],
  env: Readonly<Record<string, string>>,
): Promise<readonly CliResult[]> {
  const runner = startRunner(env);
  const results: CliResult[] = [];
  for (const words of lines) results.push(await runner.run({ words }));
  await runner.close();
  return results;
}

/** Runs commands as {@link runCli} does, those of a whole test file in one process and one after the other. */
export function shareProcess(): typeof runCli {
  const runner = startRunner({});
  afterAll(() => runner.close());
  return (words, env, input = "") => runner.run({ words, env, input });
}

/** A process that runs commands as they come, one after the other, each in an environment and folder of its own. */
export interface CliRunner {
  run(order: CliOrder): Promise<CliResult>;
  close(): Promise<void>;
}

/** Starts such a process. */
export function startRunner(env: Readonly<Record<string, string>>): CliRunner {
  const child = spawn(process.execPath, [join(import.meta.dirname, "many-commands.ts")], {
    env: { ...baseEnvironment, ...env },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const failure = child.stderr ? readStream(child.stderr) : "";
  // "close" does not come after the channel was closed from this side.
  const ended = once(child, "exit");
  async function answer({ env: own, ...order }: CliOrder): Promise<CliResult> {
    const answered = once(child, "message");
    child.send({ ...order, ...(own && { env: { ...baseEnvironment, ...own } }) });
    const [result] = await Promise.race([answered, ended.then(() => [])]);
    if (result === undefined) throw new Error(`The runner failed: ${await failure}`);
    return result;
  }
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(order) {
      const result = last.then(() => answer(order));
      last = result.catch(() => undefined);
      return result;
    },
    async close() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

/** Reads the JSON lines that a command prints on stdout while it runs. */
export async function* readEvents(child: ChildProcessWithoutNullStreams): AsyncGenerator<Record<string, unknown>> {
  for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line);
}

/** The next event of a kind. */
export async function nextEvent(
  events: AsyncGenerator<Record<string, unknown>>,
  kind: string,
): Promise<Record<string, unknown>> {
  for (;;) {
    const { value, done } = await events.next();
    if (done) throw new Error(`The command ended without the event ${kind}.`);
    if (value["event"] === kind) return value;
  }
}

/** Ends a command that serves as Ctrl-C does, and gives its exit code. */
export async function interrupt(child: ChildProcessWithoutNullStreams): Promise<number | null> {
  const closed = once(child, "close");
  child.kill("SIGINT");
  const [code] = await closed;
  return code;
}
