import { createHmac } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KeyedDigest } from "@infershield/core";
import { expect, test } from "vitest";
import { tryDirectory } from "./readme-example.ts";

test("the README's example does what it says", async () => {
  const example = await readFile(join(import.meta.dirname, "readme-example.ts"), "utf8");
  expect(await readFile(join(import.meta.dirname, "../README.md"), "utf8")).toContain(example);
  const hmac = (value: string | Uint8Array) => new Uint8Array(createHmac("sha256", "key").update(value).digest());
  const lookup: KeyedDigest = {
    kid: "k1",
    digest: hmac,
    digestWith: (kid, value) => (kid === "k1" ? hmac(value) : undefined),
  };
  const folder = await mkdtemp(join(tmpdir(), "infershield-readme-"));
  expect(await tryDirectory(join(folder, "home"), lookup)).toEqual(["alex@example.com may proxy:invoke", "revoked"]);
  await rm(folder, { recursive: true });
});
