import { link, readFile, unlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { System } from "@infershield/core";
import { HomeError, systemErrorCode, toHomeError } from "./error.ts";
import { isSilent, startHeartbeat } from "./lock-heartbeat.ts";
import { ownIdentity, type ProcessIdentity, processState } from "./process-identity.ts";
import { takeTurn } from "./turn.ts";
import { removeIfPresent, temporaryPath } from "./write-file-durably.ts";

/** Options of a wait for a lock. */
export interface LockOptions {
  /** Gives up after this many milliseconds. */
  readonly waitMs?: number;
  readonly signal?: AbortSignal;
}

interface Holder extends ProcessIdentity {
  /** Random, one a lock taken: tells two holds of one process apart. */
  readonly id: string;
}

interface Wait {
  readonly waitMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly system: System;
}

const longestPauseMs = 20;

/**
 * Runs `work` while this process, and this caller in it, holds the lock file at `path`.
 *
 * The file names its holder by process id and start time, so a lock whose holder died is taken over at once and one whose holder
 * lives is never taken, however long it is held. Not re-entrant.
 *
 * @throws HomeError `STORE_LOCKED` after `waitMs`, `STORE_FULL`, `STORE_UNAVAILABLE`; the signal's reason; what `work` throws
 */
export async function withLockFile<T>(path: string, work: () => Promise<T>, wait: Wait): Promise<T> {
  const deadline = wait.system.monotonic() + wait.waitMs;
  const leave = await takeTurn(path, wait);
  try {
    const holder = await take(path, deadline, wait);
    const stopHeartbeat = startHeartbeat(path);
    try {
      return await work();
    } finally {
      stopHeartbeat();
      await release(path, holder);
    }
  } finally {
    leave();
  }
}

async function take(path: string, deadline: number, wait: Wait): Promise<Holder> {
  const { system, signal } = wait;
  const id = Buffer.from(system.randomBytes(8)).toString("hex");
  const own: Holder = { id, ...(await ownIdentity()) };
  const draft = temporaryPath(path, system.randomBytes);
  try {
    await writeFile(draft, JSON.stringify(own), { flag: "wx", mode: 0o600 });
    for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      signal?.throwIfAborted();
      if (await linked(draft, path)) return own;
      if (await reclaimed(path, deadline, wait)) continue;
      if (system.monotonic() >= deadline) {
        throw new HomeError("STORE_LOCKED", `${basename(path)} is held by another process.`, {
          hint: "Wait for the other InferShield command to finish and try again.",
        });
      }
      await system.sleep(pauseMs, signal);
    }
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw toHomeError(error, `taking ${basename(path)}`);
  } finally {
    await removeIfPresent(draft);
  }
}

/** A link of a file written before is there with its whole text or not at all; it fails when the name is taken. */
async function linked(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === "EEXIST") return false;
    throw error;
  }
}

/**
 * Removes the lock of a holder that died. Two processes may come to that conclusion about the same holder at the same time: only
 * the one that holds the lock named after that holder may remove it, and looks again before it does. Otherwise the slower one
 * would remove the lock which the faster one took meanwhile.
 */
async function reclaimed(path: string, deadline: number, wait: Wait): Promise<boolean> {
  const holder = await readHolder(path);
  if (holder === "none") return true;
  if (holder !== "unreadable" && !(await isDead(holder, path))) return false;
  const id = holder === "unreadable" ? holder : holder.id;
  const marker = `${path}.${id}`;
  const own = await take(marker, deadline, wait);
  try {
    const again = await readHolder(path);
    if (again !== "none" && (again === "unreadable" ? again : again.id) === id) await unlinkIfPresent(path);
    return true;
  } finally {
    await release(marker, own);
  }
}

async function isDead(holder: Holder, path: string): Promise<boolean> {
  const state = await processState(holder);
  return state === "dead" || (state === "foreign" && (await isSilent(path)));
}

async function release(path: string, own: Holder): Promise<void> {
  try {
    const holder = await readHolder(path);
    if (typeof holder === "object" && holder.id === own.id) await unlinkIfPresent(path);
  } catch (error) {
    throw toHomeError(error, `giving ${basename(path)} back`);
  }
}

/** `unreadable` can only be what a power cut left of a lock: a link appears with its whole text. */
async function readHolder(path: string): Promise<Holder | "none" | "unreadable"> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return "none";
    throw error;
  }
  try {
    const value: unknown = JSON.parse(text);
    return isHolder(value) ? value : "unreadable";
  } catch {
    return "unreadable";
  }
}

function isHolder(value: unknown): value is Holder {
  if (typeof value !== "object" || value === null) return false;
  const { id, pid, start, machine } = value as Record<string, unknown>;
  return (
    typeof id === "string" &&
    /^[0-9a-f]{16}$/.test(id) &&
    Number.isSafeInteger(pid) &&
    typeof start === "string" &&
    typeof machine === "string"
  );
}

const markerName = /^(lock|[0-9a-f]{64}\.lock)\.([0-9a-f]{16}|unreadable)(\.|$)/;

/**
 * Whether a file is what is left of taking over a lock which is gone since: ids are never used again, so nobody needs it.
 */
export async function isSpentMarker(folder: string, name: string): Promise<boolean> {
  const [, lock, id] = markerName.exec(name) ?? [];
  if (lock === undefined) return false;
  const holder = await readHolder(join(folder, lock));
  return (typeof holder === "object" ? holder.id : holder) !== id;
}

async function unlinkIfPresent(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (systemErrorCode(error) !== "ENOENT") throw error;
  }
}
