import { rm } from "node:fs/promises";
import { join } from "node:path";
import { system } from "@infershield/core";
import { readPrivateFile, writeFileDurably } from "@infershield/home";
import type { Config } from "@infershield/instance";

/** What `proxy start` leaves in the home for `proxy status` and `proxy stop`. */
export interface ProxyNote {
  readonly pid: number;
  readonly url: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
}

/** Writes the note; returns what takes it away again, unless a later proxy has left its own. */
export async function noteProxy(config: Config, url: string): Promise<() => Promise<void>> {
  const path = notePath(config);
  const note: ProxyNote = { pid: process.pid, url, startedAt: system.now() };
  await writeFileDurably(path, new TextEncoder().encode(JSON.stringify(note)));
  return async () => {
    if ((await readNote(config))?.pid === process.pid) await rm(path, { force: true });
  };
}

/**
 * The proxy of this home. A note alone may be left over from a crash: its process must live, and its address answer. With a certificate
 * of the operator's own that cannot be asked here.
 */
export async function findProxy(config: Config): Promise<ProxyNote | undefined> {
  const note = await readNote(config);
  if (note === undefined || !isAlive(note.pid)) return undefined;
  return note.url.startsWith("https:") || (await answers(note.url)) ? note : undefined;
}

/** Whether a process exists that we may signal. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Whether an InferShield answers there. */
export async function answers(url: string): Promise<boolean> {
  try {
    const response = await system.fetch(`${url}/health`, { signal: AbortSignal.timeout(2_000), redirect: "error" });
    const body: unknown = await response.json();
    return typeof body === "object" && body !== null && "status" in body && body.status === "ok";
  } catch {
    return false;
  }
}

async function readNote(config: Config): Promise<ProxyNote | undefined> {
  const bytes = await readPrivateFile(notePath(config));
  return bytes === undefined ? undefined : parseNote(new TextDecoder().decode(bytes));
}

function parseNote(text: string): ProxyNote | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined; // Half a note says as much as none.
  }
  return isNote(value) ? value : undefined;
}

function isNote(value: unknown): value is ProxyNote {
  return (
    typeof value === "object" &&
    value !== null &&
    "pid" in value &&
    Number.isSafeInteger(value.pid) &&
    Number(value.pid) > 1 &&
    "url" in value &&
    typeof value.url === "string" &&
    /^https?:\/\//.test(value.url) &&
    "startedAt" in value &&
    typeof value.startedAt === "number"
  );
}

function notePath({ homePath }: Config): string {
  return join(homePath, "proxy.json");
}
