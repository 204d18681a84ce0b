/**
 * Held bytes with more behind them, in memory that doubles: a byte at a time costs little more than all at once.
 *
 * @param held - Memory whose first `length` bytes are held; the rest may be written.
 */
export function appendBytes(held: Buffer<ArrayBuffer>, length: number, bytes: Uint8Array): Buffer<ArrayBuffer> {
  const needed = length + bytes.byteLength;
  let room = held;
  if (needed > held.byteLength) {
    room = Buffer.allocUnsafe(2 * needed);
    held.copy(room, 0, 0, length);
  }
  room.set(bytes, length);
  return room;
}
