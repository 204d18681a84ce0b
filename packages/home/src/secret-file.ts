import { lstatSync, realpathSync, type Stats, statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { HomeError, systemErrorCode, toHomeError } from "./error.ts";
import { checkPrivate, type PrivateReadOptions, readChecked } from "./private-file.ts";

/** A secret in a file that an operator named. */
export interface SecretFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Whether its mode lets every user of this machine, or of this container, read it. */
  readonly isOpenToAll: boolean;
}

/** `TMPFS_MAGIC` and `RAMFS_MAGIC` of statfs(2): where Kubernetes, Docker and systemd put secrets, and never a disk. */
const memoryFileSystems: ReadonlySet<number> = new Set([0x01021994, 0x858458f6]);

/**
 * Reads a secret from a file that an operator named, which may be one that a container platform put there: a link into its folder, or a file
 * of root that others may read, in memory. Anything else must be private to this user, as {@link readPrivateFile} has it.
 *
 * @returns undefined when there is no such file
 * @throws HomeError `HOME_NOT_PRIVATE`, `FILE_TOO_LARGE`, `STORE_UNAVAILABLE`
 */
export function readSecretFile(path: string, options: PrivateReadOptions = {}): SecretFile | undefined {
  const target = targetOf(path);
  if (target === undefined) return undefined;
  let isOpenToAll = false;
  const bytes = readChecked(target, options, (stats, descriptor) => {
    const isMounted = isMountedSecret(stats, () => isInMemory(descriptor));
    if (!isMounted) checkPrivate(stats, target, "file");
    isOpenToAll = (stats.mode & 0o004) !== 0;
  });
  return bytes && { bytes, isOpenToAll };
}

/** A plain file of root that nobody else can change and that is on no disk. */
export function isMountedSecret(stats: Pick<Stats, "uid" | "mode" | "isFile">, isInMemory: () => boolean): boolean {
  return stats.isFile() && stats.uid === 0 && (stats.mode & 0o022) === 0 && isInMemory();
}

/** Asked of what was opened, not of a path that may mean something else by now. */
function isInMemory(descriptor: number): boolean {
  try {
    return memoryFileSystems.has(statfsSync(`/proc/self/fd/${descriptor}`).type);
  } catch {
    // Without /proc nothing is known, and the stricter rule holds.
    return false;
  }
}

/** Where a path leads, when only root and this user can change that; undefined when it leads nowhere. */
function targetOf(path: string): string | undefined {
  try {
    if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return path;
    const target = realpathSync(path);
    for (const folder of [dirname(path), dirname(target)]) checkFolder(folder);
    return target;
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw toHomeError(error, `following ${path}`);
  }
}

function checkFolder(folder: string): void {
  const { uid, mode } = statSync(folder);
  const isOurs = uid === 0 || uid === process.geteuid?.();
  const isShared = (mode & 0o022) !== 0;
  const isSticky = (mode & 0o1000) !== 0;
  if (isOurs && (!isShared || isSticky)) return;
  throw new HomeError("HOME_NOT_PRIVATE", `Other users can change where the link in ${folder} leads.`, {
    hint: "Name the real file, or close the folder to other users.",
  });
}
