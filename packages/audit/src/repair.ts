import { truncateSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { System } from "@infershield/core";
import { writeFileDurably } from "@infershield/home";
import { checkpointsPath, type Head } from "./head.ts";
import { fileState, readRange, segmentPath } from "./segment.ts";

/**
 * Cuts off what a writer that died left behind the last whole line. The bytes are kept in a file beside: they were never
 * acknowledged, but they are evidence.
 *
 * @returns how many bytes of a record were set aside
 */
export async function setTornAside(head: Head, directory: string, system: System): Promise<number> {
  const { tornBytes } = head;
  if (tornBytes > 0) await cutSegment(directory, head.header.segment, head.sizeBytes, system);
  if (head.tornCheckpointBytes > 0) await cutTail(checkpointsPath(directory), head.checkpointBytes, system);
  head.tornBytes = 0;
  head.tornCheckpointBytes = 0;
  return tornBytes;
}

/** Cuts a segment after `sizeBytes` bytes and keeps the rest beside it. */
export function cutSegment(directory: string, segment: number, sizeBytes: number, system: System): Promise<void> {
  return cutTail(segmentPath(directory, segment), sizeBytes, system);
}

async function cutTail(path: string, sizeBytes: number, system: System): Promise<void> {
  const end = fileState(path)?.sizeBytes ?? sizeBytes;
  const aside = join(dirname(path), `torn-${basename(path, ".jsonl")}-${sizeBytes}`);
  await writeFileDurably(aside, Buffer.from(readRange(path, sizeBytes, end), "latin1"), {
    randomBytes: system.randomBytes,
  });
  // Not forced to disk: if the power fails now, the next opening finds the same torn bytes and cuts them again.
  truncateSync(path, sizeBytes);
}
