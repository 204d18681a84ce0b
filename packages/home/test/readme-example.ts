import { openHome, readPrivateFile, writeFileDurably } from "@infershield/home";

/** Counts up a number that several processes share. */
export async function countUp(folder: string): Promise<number> {
  const home = await openHome(folder, { create: true });
  return home.withLock(async () => {
    const bytes = await readPrivateFile(home.file("counter"));
    const next = Number(new TextDecoder().decode(bytes ?? new Uint8Array())) + 1;
    await writeFileDurably(home.file("counter"), new TextEncoder().encode(String(next)));
    return next;
  });
}
