import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { system } from "@infershield/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openHome } from "./home.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "home-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("openHome", () => {
  it.each([0o000, 0o027, 0o777])("creates the folder with mode 0700 under umask %o", async (umask) => {
    const before = process.umask(umask);
    try {
      await openHome(join(folder, "home"), { create: true });
    } finally {
      process.umask(before);
    }
    expect(statSync(join(folder, "home")).mode & 0o777).toBe(0o700);
  });

  it("does not create anything unless it is told to", async () => {
    await expect(openHome(join(folder, "home"))).rejects.toMatchObject({
      name: "HomeError",
      code: "STORE_UNAVAILABLE",
    });
    expect(existsSync(join(folder, "home"))).toBe(false);
  });

  it.each([0o750, 0o705, 0o777])("refuses a folder with mode %o", async (mode) => {
    mkdirSync(join(folder, "home"));
    chmodSync(join(folder, "home"), mode);
    await expect(openHome(join(folder, "home"), { create: true })).rejects.toMatchObject({ code: "HOME_NOT_PRIVATE" });
  });

  it("refuses a symbolic link and a plain file", async () => {
    symlinkSync(folder, join(folder, "link"));
    writeFileSync(join(folder, "plain"), "");
    await expect(openHome(join(folder, "link"))).rejects.toMatchObject({ code: "HOME_NOT_PRIVATE" });
    await expect(openHome(join(folder, "plain"))).rejects.toMatchObject({ code: "HOME_NOT_PRIVATE" });
  });

  it("sweeps old temporary files, also one folder below, and leaves young and foreign ones", async () => {
    mkdirSync(join(folder, "audit"), { mode: 0o700 });
    const old = [
      join(folder, ".a.0123456789abcdef.tmp"),
      join(folder, "lock.0123456789abcdef"),
      join(folder, "audit", ".b.0123456789abcdef.tmp"),
    ];
    const kept = [join(folder, ".c.0123456789abcdef.tmp"), join(folder, "notes.tmp")];
    for (const path of [...old, ...kept]) writeFileSync(path, "");
    for (const path of [...old, join(folder, "notes.tmp")]) utimesSync(path, 1, 1);
    await openHome(folder);
    expect(old.filter((path) => existsSync(path))).toEqual([]);
    expect(kept.filter((path) => existsSync(path))).toEqual(kept);
  });
});

describe("withLock", () => {
  it("lets one caller after the other through, in order, and removes the lock", async () => {
    const home = await openHome(folder);
    const log: string[] = [];
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        home.withLock(async () => {
          log.push(`in ${index}`);
          await system.sleep(1);
          log.push(`out ${index}`);
        }),
      ),
    );
    expect(log).toEqual(Array.from({ length: 20 }, (_, index) => [`in ${index}`, `out ${index}`]).flat());
    expect(readdirSync(folder)).toEqual([]);
  });

  it("is released when the work fails, and passes the error on", async () => {
    const home = await openHome(folder);
    await expect(home.withLock(() => Promise.reject(new Error("mine")))).rejects.toThrow("mine");
    expect(await home.withLock(async () => "free")).toBe("free");
  });

  it("gives up after waitMs with STORE_LOCKED, in this process and against another holder", async () => {
    const home = await openHome(folder);
    const hold = Promise.withResolvers<void>();
    const held = home.withLock(() => hold.promise);
    await expect(home.withLock(async () => 1, { waitMs: 20 })).rejects.toMatchObject({ code: "STORE_LOCKED" });
    hold.resolve();
    await held;
    const own = await home.withLock(async () => readLock(folder));
    writeFileSync(join(folder, "lock"), own);
    await expect(home.withLock(async () => 1, { waitMs: 20 })).rejects.toMatchObject({ code: "STORE_LOCKED" });
    rmSync(join(folder, "lock"));
    expect(await home.withLock(async () => "free")).toBe("free");
  });

  it("stops waiting with the signal's reason", async () => {
    const home = await openHome(folder);
    const hold = Promise.withResolvers<void>();
    const held = home.withLock(() => hold.promise);
    const controller = new AbortController();
    const waiting = home.withLock(async () => 1, { signal: controller.signal });
    controller.abort(new Error("stop"));
    await expect(waiting).rejects.toThrow("stop");
    hold.resolve();
    await held;
  });

  it.each([
    ["of a process id that nobody has", { id: "0123456789abcdef", pid: 2 ** 22 + 1, start: "1", machine: "" }],
    ["of a process id that somebody else has now", { id: "0123456789abcdef", pid: 1, start: "1", machine: "" }],
    ["of an earlier boot", { id: "0123456789abcdef", pid: 1, start: "1", machine: "earlier/1" }],
  ])("takes over the lock %s", async (_, holder) => {
    const home = await openHome(folder);
    const text = await home.withLock(async () => JSON.parse(readLock(folder)) as { machine: string });
    writeFileSync(join(folder, "lock"), JSON.stringify({ ...holder, machine: holder.machine || text.machine }));
    expect(await home.withLock(async () => "free")).toBe("free");
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ["waits for a holder in another container that is at work", { silentMs: 1_000, waitMs: 50 }, "STORE_LOCKED"],
    ["takes over from one that has been silent for half a minute", { silentMs: 31_000, waitMs: 10_000 }, "taken"],
  ])("%s", async (_, { silentMs, waitMs }, expected) => {
    const home = await openHome(folder);
    const { machine } = await home.withLock(async () => JSON.parse(readLock(folder)) as { machine: string });
    const foreign = { id: "0123456789abcdef", pid: 1, start: "1", machine: `${machine.split("/")[0]}/1` };
    writeFileSync(join(folder, "lock"), JSON.stringify(foreign));
    const touched = (Date.now() - silentMs) / 1000;
    utimesSync(join(folder, "lock"), touched, touched);
    const outcome = home.withLock(async () => "taken", { waitMs }).catch((error: { code: string }) => error.code);
    expect(await outcome).toBe(expected);
  });

  it("does not give away the lock of whoever took it over meanwhile", async () => {
    const other = JSON.stringify({ id: "fedcba9876543210", pid: process.pid, start: "1", machine: "another" });
    const home = await openHome(folder);
    await home.withLock(async () => writeFileSync(join(folder, "lock"), other));
    expect(readLock(folder)).toBe(other);
  });

  it("says with a code of its own that the lock cannot be written, or not be given back", async () => {
    const home = await openHome(folder);
    const gone = home.withLock(async () => {
      rmSync(folder, { recursive: true });
      writeFileSync(folder, "");
    });
    await expect(gone).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    await expect(home.withLock(async () => undefined)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
  });

  it("takes over what a power cut left of a lock", async () => {
    writeFileSync(join(folder, "lock"), "");
    const home = await openHome(folder);
    expect(await home.withLock(async () => "free")).toBe("free");
  });
});

describe("withLease", () => {
  it("excludes callers of the same name only, and does not need the write lock", async () => {
    const home = await openHome(folder);
    const hold = Promise.withResolvers<void>();
    const held = home.withLease("a", () => hold.promise);
    expect(await home.withLease("b", async () => "b")).toBe("b");
    expect(await home.withLock(async () => "lock")).toBe("lock");
    await expect(home.withLease("a", async () => 1, { waitMs: 20 })).rejects.toMatchObject({ code: "STORE_LOCKED" });
    hold.resolve();
    await held;
    expect(statSync(join(folder, "leases")).mode & 0o777).toBe(0o700);
  });
});

const readLock = (home: string): string => readFileSync(join(home, "lock"), "utf8");
