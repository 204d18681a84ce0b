import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openHome } from "@infershield/home";
import { type NewToken, openTokenFile, type TokenRecord } from "@infershield/token-store";
import { keyFor } from "./people.ts";

/** A real home on disk with one stored sign-in. */
export interface DiskHome {
  readonly path: string;
  /** Replaces the sign-in. */
  store(token: NewToken): Promise<TokenRecord>;
  read(): Promise<TokenRecord | undefined>;
  remove(): Promise<void>;
}

/** A file system in memory, where there is one: races are about order, not about power cuts, and forcing bytes to a disk takes most of the time. */
const folder = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

export async function createDiskHome(): Promise<DiskHome> {
  const path = await mkdtemp(join(folder, "infershield-custody-"));
  const home = await openHome(path);
  const file = await openTokenFile({ home, masterKey: { home, source: "file", create: true }, create: true });
  return {
    path,
    async store(token) {
      const before = await file.store.get(keyFor());
      return file.store.put(token, { expectedGeneration: before?.generation ?? 0 });
    },
    read: () => file.store.get(keyFor()),
    async remove() {
      await file.close();
      await rm(path, { recursive: true });
    },
  };
}
