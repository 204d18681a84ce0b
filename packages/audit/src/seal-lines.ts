import { hash as digestOf } from "node:crypto";
import type { KeyedDigest } from "@infershield/core";
import { endOfTurn } from "./end-of-turn.ts";
import { hashAt, lineEnd, macAt, macOf } from "./line.ts";

/** What a line has at most beside its content, and its newline. */
const mostAroundContent = 256;
/** So many lines are sealed in one turn of the event loop: it takes some tenths of a millisecond. */
const linesInATurn = 128;
const newline = 0x0a;

/** Lines of one append. */
export interface SealedLines {
  /** The lines, each with its newline; theirs until the next ones are sealed. */
  readonly bytes: Buffer;
  /** The hash of each line, as in {@link SealedLine}. */
  readonly hashes: readonly string[];
}

/**
 * Chains and hashes the lines of an append, some in each turn of the event loop. One append at a time.
 *
 * @param contents - At least one, each as `sealLine` takes it.
 * @param end - Where the log ends so far.
 * @param auditKey - Authenticates the last line and, through the chain, all lines before it.
 */
export type SealLines = (
  contents: readonly string[],
  end: { readonly hash: string; readonly seq: number },
  auditKey: KeyedDigest,
) => Promise<SealedLines>;

/** Seals lines in one buffer, which is used again: a line is written once, and hashed where it stands. */
export function createLineSealer(): SealLines {
  let buffer = Buffer.alloc(0);
  let at = 0;

  function put(text: string): void {
    at += buffer.write(text, at, "latin1");
  }

  /** The hash of a leaf begins with a zero byte, which stands where the newline of the line before belongs. */
  function leafHash(from: number): string {
    buffer[from - 1] = 0;
    const hash = digestOf("sha256", buffer.subarray(from - 1, at), "hex");
    buffer[from - 1] = newline;
    return hash;
  }

  return async (contents, end, auditKey) => {
    const needed = contents.reduce((sum, content) => sum + content.length + mostAroundContent, 1);
    if (buffer.length < needed) buffer = Buffer.allocUnsafe(needed);
    at = 1;
    let { hash, seq } = end;
    const hashes: string[] = [];
    /** What ends the line before. */
    let lineBefore = "";
    for (const [index, content] of contents.entries()) {
      if (index > 0 && index % linesInATurn === 0) await endOfTurn();
      const from = at + lineBefore.length;
      put(`${lineBefore}${content},"seq":${++seq},"prev":"${hash}"`);
      if (index === contents.length - 1) {
        const mac = macOf(buffer.toString("latin1", from, at), auditKey);
        put(`${macAt}${mac}"`);
      }
      hash = leafHash(from);
      lineBefore = `${hashAt}${hash}${lineEnd}\n`;
      hashes.push(hash);
    }
    put(lineBefore);
    return { bytes: buffer.subarray(1, at), hashes };
  };
}
