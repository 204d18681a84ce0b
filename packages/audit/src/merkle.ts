import { hash } from "node:crypto";
import { endOfTurn } from "./end-of-turn.ts";

const hashBytes = 32;

/**
 * The tree of RFC 6962 over leaf hashes, from the leaves to the root: each level's nodes one behind the other. A node without a right
 * neighbour moves up as it is.
 *
 * @param leaves - Leaf hashes in hex, at least one.
 */
export function merkleLevels(leaves: readonly string[]): readonly Buffer[] {
  const lowest = Buffer.from(leaves.join(""), "hex");
  const levels: Buffer[] = [lowest];
  for (let level: Buffer = lowest; level.length > hashBytes; levels.push(level)) level = levelAbove(level);
  return levels;
}

/** Root in standard base64, as a checkpoint carries it. */
export function merkleRoot(leaves: readonly string[]): string {
  return rootOver(leaves).toString("base64");
}

function rootOver(leaves: readonly string[]): Buffer {
  return merkleLevels(leaves).at(-1) ?? Buffer.alloc(0);
}

/** So many leaves are taken in one turn of the event loop: a power of two, so that the root over them is a node of the whole tree. */
const leavesInATurn = 256;

/** As {@link merkleRoot}, a part of the tree in each turn of the event loop. */
export async function merkleRootInTurns(leaves: readonly string[]): Promise<string> {
  const nodes: string[] = [];
  for (let from = 0; from < leaves.length; from += leavesInATurn) {
    if (from > 0) await endOfTurn();
    nodes.push(rootOver(leaves.slice(from, from + leavesInATurn)).toString("hex"));
  }
  return merkleRoot(nodes);
}

/**
 * What proves that one leaf is in the tree: the neighbours on the way up, in standard base64.
 *
 * @param index - Position of the leaf, from 0.
 */
export function inclusionProof(levels: readonly Buffer[], index: number): readonly string[] {
  return levels.flatMap((level, height) => {
    const from = ((index >> height) ^ 1) * hashBytes;
    return from < level.length ? level.toString("base64", from, from + hashBytes) : [];
  });
}

/** What a node is hashed over. One buffer for all: a checkpoint hashes a thousand nodes at once, and nothing waits in between. */
const nodeInput = Buffer.alloc(1 + 2 * hashBytes, 1);
const nodeChildren = nodeInput.subarray(1);

function levelAbove(level: Buffer): Buffer {
  const paired = level.length - (level.length % nodeChildren.length);
  let above = "";
  for (let at = 0; at < paired; at += nodeChildren.length) {
    nodeChildren.set(level.subarray(at, at + nodeChildren.length));
    // As text, since Node gives text three times as fast as a buffer.
    above += hash("sha256", nodeInput, "hex");
  }
  return Buffer.from(above + level.toString("hex", paired), "hex");
}
