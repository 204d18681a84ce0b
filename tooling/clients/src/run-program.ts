import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Program } from "./client.ts";

/** How a program ended. */
export interface Ran {
  /** Exit status; null when it was ended because it took too long. */
  readonly status: number | null;
  /** What it wrote to stdout and stderr, together. */
  readonly output: string;
  readonly ms: number;
}

/**
 * Runs a client in a home and a working folder of its own, which are removed afterwards, with nothing of this process's environment.
 *
 * @param describe - Makes the program once its home is known.
 */
export async function runProgram(
  describe: (home: string) => Program,
  { limitMs }: { readonly limitMs: number },
): Promise<Ran> {
  const base = await mkdtemp(join(tmpdir(), "infershield-client-"));
  const home = join(base, "home");
  const work = join(base, "work");
  try {
    await Promise.all([mkdir(home), mkdir(work)]);
    const program = describe(home);
    for (const [path, content] of Object.entries(program.files ?? {})) {
      await mkdir(dirname(join(home, path)), { recursive: true });
      await writeFile(join(home, path), content);
    }
    return await start(program, { home, work, limitMs });
  } finally {
    await rm(base, { recursive: true, force: true, maxRetries: 3 });
  }
}

interface Surroundings {
  readonly home: string;
  readonly work: string;
  readonly limitMs: number;
}

function start(program: Program, { home, work, limitMs }: Surroundings): Promise<Ran> {
  const [executable, ...args] = program.command;
  const began = performance.now();
  const child = spawn(executable, args, {
    cwd: work,
    // A group of its own, so that what it starts ends with it.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
      HOME: home,
      TMPDIR: home,
      LANG: "C.UTF-8",
      TERM: "dumb",
      NO_COLOR: "1",
      ...program.env,
    },
  });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  const endGroup = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    } catch (error) {
      // It has ended already.
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  };
  const timer = setTimeout(endGroup, limitMs);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", endGroup);
    child.once("close", (status) => {
      clearTimeout(timer);
      resolve({
        status,
        output: Buffer.concat(chunks).toString("utf8"),
        ms: Math.round(performance.now() - began),
      });
    });
  });
}
