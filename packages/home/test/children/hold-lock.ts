import { closeSync, openSync, unlinkSync, writeSync } from "node:fs";
import { openHome } from "../../src/home.ts";

/**
 * node hold-lock.ts HOME COUNT DIE: takes the lock COUNT times and, while it holds it, a marker that must be free. With DIE it kills
 * itself while holding the lock the last time. Says `done` or `overlap`.
 */
const [, , path = "", count, die] = process.argv;
const home = await openHome(path);
const marker = home.file("marker");
for (let left = Number(count); left > 0; left--) {
  await home.withLock(
    async () => {
      if (die !== undefined && left === 1) process.kill(process.pid, "SIGKILL");
      try {
        closeSync(openSync(marker, "wx"));
      } catch {
        writeSync(1, "overlap\n");
      }
      await new Promise((resolve) => setImmediate(resolve));
      unlinkSync(marker);
    },
    { waitMs: 30_000 },
  );
}
writeSync(1, "done\n");
