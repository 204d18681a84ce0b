import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { countTurns } from "../test/fixtures.ts";
import { inclusionProof, merkleLevels, merkleRoot, merkleRootInTurns } from "./merkle.ts";

/** The eight leaves of the test vectors that Certificate Transparency's reference implementation uses. */
const inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
const leaves = inputs.map((input) => createHash("sha256").update("\0").update(Buffer.from(input, "hex")).digest("hex"));

describe("the tree", () => {
  test("has the roots of the published vectors for 1, 2, 3, 5 and 8 leaves", () => {
    const rootOf = (size: number): string => Buffer.from(merkleRoot(leaves.slice(0, size)), "base64").toString("hex");
    expect(rootOf(1)).toBe("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    expect(rootOf(2)).toBe("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
    expect(rootOf(3)).toBe("aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77");
    expect(rootOf(5)).toBe("4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4");
    expect(rootOf(8)).toBe("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
  });

  test("is the same when it is computed 256 leaves in a turn of the event loop, whatever its size", async () => {
    const many = Array.from({ length: 1000 }, (_, index) => createHash("sha256").update(`${index}`).digest("hex"));
    for (const size of [1, 2, 255, 256, 257, 384, 511, 512, 513, 768, 769, 1000]) {
      const some = many.slice(0, size);
      const { result, turns } = await countTurns(() => merkleRootInTurns(some));
      expect(result, `${size} leaves`).toBe(merkleRoot(some));
      expect(turns, `${size} leaves`).toBe(Math.ceil(size / 256) - 1);
    }
  });

  test("proves every leaf of every size, and nothing else", () => {
    for (let size = 1; size <= leaves.length; size++) {
      const some = leaves.slice(0, size);
      const levels = merkleLevels(some);
      const root = merkleRoot(some);
      some.forEach((leaf, index) => {
        const proof = inclusionProof(levels, index);
        expect(rootFromProof(leaf, proof, { index, size })).toBe(root);
        expect(rootFromProof(leaves[(index + 1) % 8] ?? "", proof, { index, size })).not.toBe(root);
        expect(rootFromProof(leaf, [...proof, root], { index, size })).toBeUndefined();
        if (proof.length > 0) expect(rootFromProof(leaf, proof.slice(1), { index, size })).not.toBe(root);
      });
    }
  });
});

/** The root that a leaf and its proof lead to, in standard base64; undefined when the proof has not the length the tree asks for. */
function rootFromProof(
  leaf: string,
  proof: readonly string[],
  place: { readonly index: number; readonly size: number },
): string | undefined {
  let node = Buffer.from(leaf, "hex");
  let used = 0;
  for (let { index, size } = place; size > 1; index >>= 1, size = (size + 1) >> 1) {
    if ((index ^ 1) >= size) continue;
    const neighbour = proof[used++];
    if (neighbour === undefined) return undefined;
    const other = Buffer.from(neighbour, "base64");
    node = index % 2 === 1 ? nodeHash(other, node) : nodeHash(node, other);
  }
  return used === proof.length ? node.toString("base64") : undefined;
}

function nodeHash(left: Buffer, right: Buffer): Buffer<ArrayBuffer> {
  return createHash("sha256")
    .update(Buffer.concat([Buffer.of(1), left, right]))
    .digest();
}
