import type { System } from "@infershield/core";

const idBytes = 12;
/** Randomness is drawn for many ids at once: asking for little at a time costs more than the id. */
const idsADraw = 256;

/** Makes request ids: `req_` and 24 hex digits. */
export function createRequestIds(randomBytes: System["randomBytes"]): () => string {
  let drawn = "";
  let at = 0;
  return () => {
    if (at === drawn.length) {
      drawn = Buffer.from(randomBytes(idBytes * idsADraw)).toString("hex");
      at = 0;
    }
    at += 2 * idBytes;
    return `req_${drawn.slice(at - 2 * idBytes, at)}`;
  };
}
