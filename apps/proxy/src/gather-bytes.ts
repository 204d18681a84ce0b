/** The bytes of one body as they come. */
export interface GatheredBytes {
  add(chunk: Buffer): void;
  /** How many came so far. */
  size(): number;
  /** All of them in one piece. */
  whole(): Buffer;
  /** Lets go of them. */
  forget(): void;
}

/** Smaller chunks are copied together: each would take more memory around it than it has bytes, and keep what was read beside it. */
const ownBytes = 16_384;
const slabBytes = 65_536;

/** Gathers nothing yet. A body of one chunk is given back without a copy. */
export function gatherBytes(): GatheredBytes {
  let pieces: Buffer[] = [];
  /** The last piece, when it has room left. */
  let slab: Buffer | undefined;
  let used = 0;
  let size = 0;
  const closeSlab = (): void => {
    if (slab !== undefined) pieces.push(slab.subarray(0, used));
    slab = undefined;
    used = 0;
  };
  const copy = (chunk: Buffer): void => {
    if (slab === undefined || used + chunk.length > slabBytes) {
      closeSlab();
      slab = Buffer.allocUnsafeSlow(slabBytes);
    }
    used += chunk.copy(slab, used);
  };
  return {
    add: (chunk) => {
      const isFirst = size === 0;
      size += chunk.length;
      if (isFirst || chunk.length >= ownBytes) {
        closeSlab();
        pieces.push(chunk);
      } else copy(chunk);
    },
    size: () => size,
    whole: () => {
      closeSlab();
      const [only] = pieces;
      return pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces, size);
    },
    forget: () => {
      pieces = [];
      slab = undefined;
    },
  };
}
