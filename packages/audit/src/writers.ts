import { readdirSync, readFileSync } from "node:fs";
import { unlink } from "node:fs/promises";
import { join } from "node:path";
import { createPrivateFolder, type Home, HomeError, holdLease, writeFileDurably } from "@infershield/home";
import { toUnavailable } from "./error.ts";
import type { AuditEvent } from "./event.ts";

/** Names the lease that a writer holds as long as its process lives. */
function leaseName(writer: string): string {
  return `audit-writer-${writer}`;
}

/** The intents of one writer that have no outcome yet, in memory and, for the case that the process dies, on disk. */
export interface Intents {
  /**
   * Enters the writer before its first intent: `writers/<id>` tells from which segment on its open intents lie.
   *
   * @returns undefined when it is entered already
   */
  enter(segment: number): Promise<void> | undefined;
  add(intent: AuditEvent, segment: number): void;
  remove(requestId: string): void;
  open(): readonly AuditEvent[];
  /** Notes that older segments hold no open intent any more. */
  moveOn(segment: number): Promise<void>;
  /** Takes the entry away after all intents were closed. */
  leave(): Promise<void>;
}

interface OpenIntent {
  /** Undefined once it is closed. */
  intent: AuditEvent | undefined;
  readonly segment: number;
}

/** @see Intents */
export function trackIntents(options: { readonly home: Home; readonly writer: string }): Intents {
  const { home, writer } = options;
  const folder = home.file("audit", "writers");
  const path = join(folder, writer);
  const open = new Map<string, OpenIntent>();
  let entry: Promise<() => Promise<void>> | undefined;
  let entered = false;
  let fromSegment = 0;
  let lookedAt = 0;

  /** The lease is held until the returned function is called, or until the process dies: then others may close what is open. */
  async function enter(segment: number): Promise<() => Promise<void>> {
    await createPrivateFolder(folder);
    const leave = await holdLease(home, leaseName(writer));
    try {
      await moveTo(segment);
    } catch (error) {
      await leave();
      throw error;
    }
    return leave;
  }

  async function enterOnce(segment: number): Promise<void> {
    entry ??= enter(segment);
    try {
      await entry;
      entered = true;
    } catch (error) {
      entry = undefined;
      throw toUnavailable(error);
    }
  }

  async function moveTo(segment: number): Promise<void> {
    await writeFileDurably(path, Buffer.from(`${segment}\n`));
    fromSegment = segment;
  }

  return {
    enter: (segment) => (entered ? undefined : enterOnce(segment)),
    add: (intent, segment) => {
      open.set(intent.requestId, { intent, segment });
    },
    remove: (requestId) => {
      const closed = open.get(requestId);
      // A map in steady use is rebuilt again and again, and its old tables live until a full collection: they must hold no events.
      if (closed !== undefined) closed.intent = undefined;
      open.delete(requestId);
    },
    open: () => [...open.values()].flatMap(({ intent }) => intent ?? []),
    moveOn: async (segment) => {
      if (entry === undefined || segment <= lookedAt) return;
      const oldest = Math.min(segment, ...[...open.values()].map((one) => one.segment));
      if (oldest > fromSegment) await moveTo(oldest);
      lookedAt = segment;
    },
    leave: async () => {
      const leave = await entry;
      if (leave === undefined) return;
      await unlink(path);
      await leave();
    },
  };
}

/**
 * Runs `close` for every writer whose process died, then forgets it. A writer that lives, also in this process, is left alone.
 *
 * @param close - Gets the writer's id and the segment from which on its open intents may lie.
 */
export async function closeDeadWriters(
  home: Home,
  close: (writer: string, fromSegment: number) => Promise<void>,
): Promise<void> {
  const folder = home.file("audit", "writers");
  await createPrivateFolder(folder);
  for (const writer of readdirSync(folder).filter((name) => /^[0-9a-f]{16}$/.test(name))) {
    try {
      await home.withLease(leaseName(writer), () => closeOne(join(folder, writer), writer, close), { waitMs: 0 });
    } catch (error) {
      // Its process lives, or another one is closing it at this moment.
      if (!(error instanceof HomeError && error.code === "STORE_LOCKED")) throw error;
    }
  }
}

async function closeOne(
  path: string,
  writer: string,
  close: (writer: string, fromSegment: number) => Promise<void>,
): Promise<void> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    // Another process closed it between our listing and our lease.
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return;
    throw error;
  }
  await close(writer, Number.parseInt(text, 10) || 1);
  await unlink(path);
}
