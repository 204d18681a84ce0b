import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

const testdata = join(import.meta.dirname, "../testdata");
const untilTold = join(testdata, "until-told.mjs");

function start(command: string, args: readonly string[]): ChildProcess {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

async function firstLine(child: ChildProcess): Promise<string> {
  const [chunk] = await once(child.stdout ?? child, "data");
  return String(chunk).trim();
}

const runToEnd = (...args: string[]) => start(process.execPath, [join(testdata, "run-to-end.mjs"), ...args]);

test("the exit code is that of the command", async () => {
  const [code] = await once(runToEnd("-e", "process.exit(3)"), "exit");
  expect(code).toBe(3);
});

test("a command killed by a signal ends as a shell would say it", async () => {
  const [code] = await once(runToEnd("-e", "process.kill(process.pid, 'SIGKILL')"), "exit");
  expect(code).toBe(137);
});

test("a signal reaches the command, which ends in its own way", async () => {
  const child = runToEnd(untilTold);
  await firstLine(child);
  child.kill("SIGTERM");
  const [code] = await once(child, "exit");
  expect(code).toBe(7);
});

test("a command whose grandparent dies without a word is ended too", async () => {
  const shell = start("sh", ["-c", `"${process.execPath}" "${join(testdata, "run-to-end.mjs")}" "${untilTold}"; true`]);
  const pid = Number(await firstLine(shell));
  onTestFinished(() => void isAlive(pid, "SIGKILL"));
  shell.kill("SIGKILL");
  await expect.poll(() => isAlive(pid)).toBe(false);
});

function isAlive(pid: number, signal: NodeJS.Signals | 0 = 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
