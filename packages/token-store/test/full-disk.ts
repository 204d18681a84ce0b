import { readFileSync } from "node:fs";
import { type Files, type Home, nodeFiles } from "@infershield/home";
import { expect } from "vitest";
import { accountKey, openStore, putNext } from "./children/operations.ts";

/** A disk with room for so many bytes: the write that reaches the end is cut short, the next one fails. */
export function filesWithRoom(room: number): Files {
  let left = room;
  return {
    ...nodeFiles,
    open: async (path, flags, mode) => {
      const file = await nodeFiles.open(path, flags, mode);
      return {
        ...file,
        write: async (bytes, offset) => {
          if (left === 0) throw Object.assign(new Error("no space"), { code: "ENOSPC" });
          const size = Math.min(left, bytes.length - offset);
          left -= size;
          return file.write(bytes.subarray(0, offset + size), offset);
        },
      };
    },
  };
}

/** Tries to store a token and checks that it is either stored or refused with STORE_FULL and the old file is the same, byte for byte. */
export async function putOrKeep(home: Home, files?: Files): Promise<"stored" | "full"> {
  const path = home.file("tokens.json");
  const before = readFileSync(path);
  const open = await openStore(home, files);
  try {
    await putNext(open, 0);
    return "stored";
  } catch (error) {
    expect(error).toMatchObject({ name: "HomeError", code: "STORE_FULL" });
    expect(readFileSync(path).equals(before)).toBe(true);
    expect((await open.store.get(accountKey(0)))?.accessToken?.reveal()).toMatch(/^account 0 generation \d+$/);
    return "full";
  } finally {
    await open.close();
  }
}
