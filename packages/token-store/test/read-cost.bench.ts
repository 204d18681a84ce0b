import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret, system } from "@infershield/core";
import { generateRawKey } from "@infershield/envelope";
import { openHome } from "@infershield/home";
import { openTokenFile } from "../src/open-token-file.ts";

/** Prints what reading a token after unlock and storing one cost, with a file of 20 accounts. Run with node. */
const folder = mkdtempSync(join(tmpdir(), "bench-tokens-"));
const home = await openHome(folder);
const { store, close } = await openTokenFile({ home, masterKey: { value: generateRawKey() }, create: true });
const key = { tenant: "default", userId: "local", provider: "openai" };
for (let index = 0; index < 20; index++) {
  const token = { ...key, account: `account ${index}`, kind: "oauth", state: "active", scopes: ["openid"] } as const;
  const secrets = { accessToken: new Secret("a".repeat(1000)), refreshToken: new Secret("r".repeat(1000)) };
  await store.put({ ...token, ...secrets }, { expectedGeneration: 0 });
}
await system.sleep(100);
const rounds = 20_000;
for (let round = 0; round < rounds; round++) await store.get(key);
const samples: number[] = [];
for (let round = 0; round < rounds; round++) {
  const started = performance.now();
  await store.get(key);
  samples.push(performance.now() - started);
}
samples.sort((a, b) => a - b);
const at = (share: number): string => `${((samples[Math.floor(rounds * share)] ?? 0) * 1000).toFixed(1)} µs`;
process.stdout.write(`token read after unlock: median ${at(0.5)}, p99 ${at(0.99)}\n`);
const writes = 200;
const started = performance.now();
for (let generation = 1; generation <= writes; generation++) {
  const token = { ...key, account: "account 0", kind: "oauth", state: "active", scopes: ["openid"] } as const;
  await store.put({ ...token, accessToken: new Secret("a".repeat(1000)) }, { expectedGeneration: generation });
}
process.stdout.write(`token stored durably: ${((performance.now() - started) / writes).toFixed(2)} ms\n`);
await close();
rmSync(folder, { recursive: true, force: true });
