import { existsSync, readdirSync } from "node:fs";
import type { System } from "@infershield/core";
import { type Home, readPrivateFile, writeFileDurably } from "@infershield/home";

/** How far a target has come. */
export interface SinkPlace {
  /** Name of the log: one that was set aside after damage has another. */
  readonly origin: string;
  readonly seq: number;
  readonly segment: number;
  /** Where the segment's reading goes on; what comes before is done. */
  readonly position: number;
}

/** Remembers on disk how far a target has come. */
export interface SinkMemory {
  /** What was remembered last, also by an earlier process. */
  readonly place: SinkPlace;
  /** @throws HomeError `STORE_FULL`, `STORE_UNAVAILABLE` */
  remember(place: SinkPlace): Promise<void>;
}

/**
 * Opens `audit/sink-<name>`.
 *
 * @throws HomeError `HOME_NOT_PRIVATE`, `STORE_UNAVAILABLE`
 */
export async function openSinkMemory(home: Home, name: string, system: System): Promise<SinkMemory> {
  const path = pathOf(home, name);
  let remembered = "";
  return {
    place: await readPlace(path),
    remember: async (place) => {
      const text = `${JSON.stringify(place)}\n`;
      if (text === remembered) return;
      await writeFileDurably(path, Buffer.from(text), { randomBytes: system.randomBytes });
      remembered = text;
    },
  };
}

/**
 * How far the sinks of a home have come, by what they left there: also of sinks that no process feeds now.
 *
 * @throws HomeError `HOME_NOT_PRIVATE`, `STORE_UNAVAILABLE`
 */
export async function listSinkPlaces(
  home: Home,
): Promise<readonly { readonly name: string; readonly delivered: number }[]> {
  const folder = home.file("audit");
  const names = existsSync(folder)
    ? readdirSync(folder).flatMap((file) => /^sink-([a-z0-9-]+)$/.exec(file)?.[1] ?? [])
    : [];
  return await Promise.all(
    names.sort().map(async (name) => ({
      name,
      delivered: (await readPlace(pathOf(home, name))).seq,
    })),
  );
}

function pathOf(home: Home, name: string): string {
  return home.file("audit", `sink-${name}`);
}

/** A place that cannot be read is the beginning: records come twice rather than not at all. */
async function readPlace(path: string): Promise<SinkPlace> {
  const start: SinkPlace = { origin: "", seq: 0, segment: 0, position: 0 };
  const text = Buffer.from((await readPrivateFile(path)) ?? []).toString("utf8");
  const found = /^\{"origin":"([^"]*)","seq":(\d{1,15}),"segment":(\d{1,12}),"position":(\d{1,15})\}\n$/.exec(text);
  const [, origin, seq, segment, position] = found ?? [];
  if (origin === undefined) return start;
  return { origin, seq: Number(seq), segment: Number(segment), position: Number(position) };
}
