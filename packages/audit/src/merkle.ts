import { hash } from "node:crypto";

/**
 * The tree of RFC 6962 over leaf hashes, from the leaves to the root. A node without a right neighbour moves up as it is.
 *
 * @param leaves - Leaf hashes in hex, at least one.
 */
export function merkleLevels(leaves: readonly string[]): readonly (readonly Buffer[])[] {
  const levels: (readonly Buffer[])[] = [leaves.map((leaf) => Buffer.from(leaf, "hex"))];
  for (let level = levels[0]; level !== undefined && level.length > 1; level = levels.at(-1)) {
    levels.push(levelAbove(level));
  }
  return levels;
}

/** Root in standard base64, as a checkpoint carries it. */
export function merkleRoot(leaves: readonly string[]): string {
  return merkleLevels(leaves).at(-1)?.[0]?.toString("base64") ?? "";
}

/**
 * What proves that one leaf is in the tree: the neighbours on the way up, in standard base64.
 *
 * @param index - Position of the leaf, from 0.
 */
export function inclusionProof(levels: readonly (readonly Buffer[])[], index: number): readonly string[] {
  return levels.flatMap((level, height) => level[(index >> height) ^ 1]?.toString("base64") ?? []);
}

function levelAbove(level: readonly Buffer[]): Buffer[] {
  const above: Buffer[] = [];
  for (let index = 0; index < level.length; index += 2) {
    const left = level[index];
    const right = level[index + 1];
    if (left !== undefined) above.push(right === undefined ? left : nodeHash(left, right));
  }
  return above;
}

const hashBytes = 32;
/** What a node is hashed over. One buffer for all: a checkpoint hashes a thousand nodes at once, and nothing waits in between. */
const nodeInput = Buffer.alloc(1 + 2 * hashBytes, 1);

function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  nodeInput.set(left, 1);
  nodeInput.set(right, 1 + hashBytes);
  return hash("sha256", nodeInput, "buffer");
}
