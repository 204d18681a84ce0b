import { createHash } from "node:crypto";

/**
 * An id that a provider may tell installations apart by: always the same for one token store, and nothing of the store can be learned from it.
 *
 * @returns A UUID of version 8 (RFC 9562 section 5.8).
 */
export function installationId(storeId: string): string {
  const bytes = createHash("sha256").update(`infershield installation ${storeId}`).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex");
  return [
    [0, 8],
    [8, 12],
    [12, 16],
    [16, 20],
    [20, 32],
  ]
    .map(([from, to]) => hex.slice(from, to))
    .join("-");
}
