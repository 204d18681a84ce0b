/** The same text in memory of its own: a piece of a long text would keep all of it. */
export function ownCopy(piece: string): string {
  return Buffer.from(piece, "utf16le").toString("utf16le");
}
