import { writeSync } from "node:fs";
import { text } from "node:stream/consumers";
import { Secret } from "@infershield/core";
import { type Files, type Home, nodeFiles, openHome } from "@infershield/home";
import { type OpenTokenFile, openTokenFile } from "../../src/open-token-file.ts";
import type { NewToken, TokenKey } from "../../src/token.ts";

/** What a killed process was doing. Every one can be run again after the kill. */
export const operations = ["create", "put", "select", "delete", "journal", "rotate", "reencrypt", "rewrap"] as const;
export type Operation = (typeof operations)[number];

/** The accounts that the parent stored before. */
export function accountKey(index: number): TokenKey {
  return { tenant: "default", userId: "local", provider: "openai", account: `account ${index}` };
}

/** A token whose secret tells its generation. */
export function accountToken(index: number, generation: number): NewToken {
  return {
    ...accountKey(index),
    kind: "oauth",
    state: "active",
    scopes: ["openid"],
    accessToken: new Secret(`account ${index} generation ${generation}`),
    refreshToken: new Secret("r".repeat(200)),
  };
}

/** Stores the next generation of an account. */
export async function putNext({ store }: OpenTokenFile, index: number): Promise<number> {
  const before = (await store.get(accountKey(index)))?.generation ?? 0;
  return (await store.put(accountToken(index, before + 1), { expectedGeneration: before })).generation;
}

/** Opens the store of a home whose key lies in it. */
export function openStore(home: Home, files: Files = nodeFiles): Promise<OpenTokenFile> {
  return openTokenFile({ home, masterKey: {}, create: true, files });
}

/** Runs one operation to its end. */
export async function perform(operation: Operation, home: Home, files?: Files): Promise<void> {
  if (operation === "reencrypt") await rotateFirst(home);
  const open = await openStore(home, files);
  switch (operation) {
    case "create":
      break;
    case "put":
      await putNext(open, 0);
      break;
    case "select":
      await open.store.select(accountKey(1));
      break;
    case "delete":
      await open.store.delete(accountKey(4));
      break;
    case "journal":
      await open.store.journal.write(accountKey(0), new Secret("note"));
      break;
    case "rotate":
      await open.keys.rotate("seal");
      break;
    case "reencrypt":
      await open.keys.reencrypt({ batch: 2 });
      break;
    case "rewrap":
      await open.keys.rewrap("new_key_file");
      break;
  }
  await open.close();
}

/** Leaves work for `reencrypt`. */
async function rotateFirst(home: Home): Promise<void> {
  const open = await openStore(home);
  await open.keys.rotate("seal");
  await open.close();
}

/** File operations that kill this very process at the n-th step; a write is cut in half first. */
export function killingFiles(step: number): Files {
  let left = step;
  const die = (): void => {
    if (left-- === 0) process.kill(process.pid, "SIGKILL");
  };
  return {
    open: async (path, flags, mode) => {
      const file = await nodeFiles.open(path, flags, mode);
      die();
      return {
        ...file,
        write: async (bytes, offset) => {
          const half = Math.ceil((bytes.length - offset) / 2);
          const written = await file.write(bytes.subarray(0, offset + half), offset);
          die();
          return written;
        },
        sync: async () => {
          die();
          await file.sync();
          die();
        },
      };
    },
    rename: async (from, to) => {
      die();
      await nodeFiles.rename(from, to);
      die();
    },
    link: async (from, to) => {
      die();
      await nodeFiles.link(from, to);
      die();
    },
    unlink: nodeFiles.unlink,
  };
}

/** Tells the parent at once, whatever happens next. */
export function tell(line: string): void {
  writeSync(1, `${line}\n`);
}

/** The home named on the command line, or on standard input once everything is loaded. */
export async function homeArgument(): Promise<Home> {
  const path = process.argv[2] ?? (await text(process.stdin));
  if (path === "") process.exit();
  return openHome(path, { create: true });
}
