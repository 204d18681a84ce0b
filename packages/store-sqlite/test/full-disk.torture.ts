import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { accountKey, openTeam, putNext } from "./children/open-team.ts";

const isRoot = process.getuid?.() === 0 && process.platform === "linux";
let mount: string;

describe.runIf(isRoot)("on a disk of its own", { timeout: 600_000 }, () => {
  beforeEach(() => {
    mount = mkdtempSync(join(tmpdir(), "full-"));
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=2m,mode=700", "tmpfs", mount]);
  });
  afterEach(() => {
    execFileSync("umount", [mount]);
    rmSync(mount, { recursive: true, force: true });
  });

  it("what does not fit is STORE_FULL at every room in pages, nothing is lost, and it goes on when there is room", async () => {
    const team = await openTeam(join(mount, "home"));
    let generation = await putNext(team, 0);
    const ballast = join(mount, "ballast");
    const outcomes = new Set<string>();
    for (let pages = 0; pages <= 12; pages++) {
      team.database.connection.pragma("wal_checkpoint(TRUNCATE)");
      const { bavail, bsize } = statfsSync(mount);
      writeFileSync(ballast, new Uint8Array(Math.max(0, (bavail - pages) * bsize)));
      const outcome = await putNext(team, 0).then(
        () => "stored",
        (error: unknown) => String(Object(error).code),
      );
      outcomes.add(outcome);
      if (outcome === "stored") generation++;
      rmSync(ballast);
      expect((await team.tokens.get(accountKey(0)))?.generation).toBe(generation);
      expect(await putNext(team, 0)).toBe(++generation);
    }
    expect(outcomes).toEqual(new Set(["STORE_FULL", "stored"]));
    await team.close();
    const again = await openTeam(join(mount, "home"));
    expect(again.database.connection.pragma("integrity_check", { simple: true })).toBe("ok");
    expect((await again.tokens.get(accountKey(0)))?.generation).toBe(generation);
    await again.close();
  });

  it("a disk that becomes read-only is STORE_UNAVAILABLE, reading goes on, and it goes on when it is writable", async () => {
    const team = await openTeam(join(mount, "home"));
    const generation = await putNext(team, 0);
    // A mount with files open for writing cannot be made read-only: SQLite is told to behave as if it were.
    team.database.connection.pragma("query_only = ON");
    await expect(putNext(team, 0)).rejects.toMatchObject({ name: "DatabaseError", code: "STORE_UNAVAILABLE" });
    expect((await team.tokens.get(accountKey(0)))?.generation).toBe(generation);
    team.database.connection.pragma("query_only = OFF");
    expect(await putNext(team, 0)).toBe(generation + 1);
    await team.close();
    execFileSync("mount", ["-o", "remount,ro", mount]);
    await expect(openTeam(join(mount, "home"))).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    execFileSync("mount", ["-o", "remount,rw", mount]);
    const again = await openTeam(join(mount, "home"));
    expect((await again.tokens.get(accountKey(0)))?.generation).toBe(generation + 1);
    await again.close();
  });
});
