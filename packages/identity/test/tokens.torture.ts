import { createHmac } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KeyedDigest, Secret } from "@infershield/core";
import { openHome } from "@infershield/home";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Directory, mintInferShieldToken, openFileDirectory } from "../src/index.ts";

const hmac = (value: string | Uint8Array) => new Uint8Array(createHmac("sha256", "key").update(value).digest());
const lookup: KeyedDigest = {
  kid: "k1",
  digest: hmac,
  digestWith: (kid, value) => (kid === "k1" ? hmac(value) : undefined),
};

let folder: string;
let directory: Directory;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "infershield-timing-"));
  directory = await openFileDirectory({ home: await openHome(folder), lookup });
});

afterAll(async () => {
  await directory.close();
  await rm(folder, { recursive: true });
});

test("10,000 minted tokens are unique", () => {
  const tokens = new Set(Array.from({ length: 10_000 }, () => mintInferShieldToken("p").reveal()));
  expect(tokens.size).toBe(10_000);
});

test("unknown, revoked and valid tokens take the same time", { timeout: 120_000 }, async () => {
  const valid = await directory.createToken({ userId: "local", name: "valid" });
  const revoked = await directory.createToken({ userId: "local", name: "revoked" });
  await directory.revokeToken(revoked.grant.id);
  const kinds: readonly (readonly [string, () => Secret])[] = [
    ["unknown", () => mintInferShieldToken("p")],
    ["revoked", () => revoked.token],
    ["valid", () => valid.token],
  ];
  const times = new Map<string, number[]>(kinds.map(([kind]) => [kind, []]));
  for (let round = 0; round < 20_000; round++) {
    for (const [kind, make] of kinds) {
      const token = make();
      const before = process.hrtime.bigint();
      await directory.authenticate(token);
      times.get(kind)?.push(Number(process.hrtime.bigint() - before));
    }
  }
  const medians = new Map([...times].map(([kind, list]) => [kind, median(list) / 1_000]));
  console.info(`median microseconds: ${JSON.stringify(Object.fromEntries(medians))}`);
  const gap = Math.max(...medians.values()) - Math.min(...medians.values());
  expect(gap).toBeLessThan(5);
});

function median(list: readonly number[]): number {
  return list.toSorted((left, right) => left - right)[Math.floor(list.length / 2)] ?? 0;
}
