import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";

/** User and group of the image. */
export const owner = 10_001;

/** @throws Error when a promise does not hold; else says that it does */
export function expectTrue(holds: boolean, promise: string): void {
  if (!holds) throw new Error(`Not so: ${promise}`);
  console.log(`  ${promise}`);
}

const parentOf = (pid: string): number => {
  try {
    return Number(/^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  } catch {
    return Number.NaN;
  }
};

/** The program of a container: the last in the line of processes below the one that started it. */
export function programBelow(pid: number): number {
  const child = globSync("[0-9]*", { cwd: "/proc" }).find((other) => parentOf(other) === pid);
  return child === undefined ? pid : programBelow(Number(child));
}

/** Address at which a program in a container serves, once it says so. */
export async function listening(container: ChildProcessWithoutNullStreams): Promise<string> {
  for await (const line of createInterface({ input: container.stdout })) {
    const { event, url } = JSON.parse(line);
    if (event === "listening") return url;
  }
  throw new Error("The program in the container ended before it served.");
}

/** Asks a proxy a question as a tool would. */
export function ask(url: string, token: string, content: string, stream = false): Promise<Response> {
  const body = JSON.stringify({ model: "test-1", messages: [{ role: "user", content }], stream });
  return fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body,
  });
}
