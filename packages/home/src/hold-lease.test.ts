import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { holdLease } from "./hold-lease.ts";
import { type Home, openHome } from "./home.ts";

let folder: string;
let home: Home;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "home-"));
  home = await openHome(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("a lease is held until it is given back, also when it is given back twice", async () => {
  const giveBack = await holdLease(home, "a");
  await expect(home.withLease("a", async () => 1, { waitMs: 0 })).rejects.toMatchObject({ code: "STORE_LOCKED" });
  await Promise.all([giveBack(), giveBack()]);
  expect(readdirSync(join(folder, "leases"))).toEqual([]);
  expect(await home.withLease("a", async () => "free", { waitMs: 0 })).toBe("free");
});

it("a lease that somebody else holds is waited for as long as it is told to", async () => {
  const giveBack = await holdLease(home, "a");
  await expect(holdLease(home, "a", { waitMs: 0 })).rejects.toMatchObject({ code: "STORE_LOCKED" });
  const next = holdLease(home, "a");
  await giveBack();
  await (await next)();
});

it("a lease that cannot be given back says so to whoever gives it back", async () => {
  const giveBack = await holdLease(home, "a");
  rmSync(folder, { recursive: true });
  writeFileSync(folder, "");
  await expect(giveBack()).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
});
