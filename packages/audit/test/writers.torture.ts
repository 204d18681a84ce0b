import { once } from "node:events";
import { expect, test } from "vitest";
import { auditFiles, verifyAuditLog } from "../src/index.ts";
import { fixedSigner, testHome, testKey } from "./fixtures.ts";
import { killRounds, startWriter } from "./kill-rounds.ts";

test("two hundred writers killed at any moment lose no intent and leave each request one outcome", async () => {
  expect(await killRounds(await testHome(), 100)).toBeGreaterThan(0);
});

test("eight processes write a hundred thousand records to one log without a gap or a fork", async () => {
  const home = await testHome();
  const start = performance.now();
  const writers = Array.from({ length: 8 }, (_, index) =>
    startWriter(home, `w${index}`, { requests: 6250, clients: 64 }),
  );
  const codes = await Promise.all(writers.map(async ({ child }) => (await once(child, "exit"))[0]));
  expect(codes).toEqual(writers.map(() => 0));
  const seconds = (performance.now() - start) / 1000;
  const source = auditFiles(home.file("audit"));
  expect(await verifyAuditLog({ source, auditKey: testKey(), publicKey: fixedSigner().publicKey })).toMatchObject({
    ok: true,
    records: 100_000,
    lastSeq: 100_000,
    uncovered: 0,
  });
  console.log(`100,000 records by 8 processes in ${seconds.toFixed(1)} s`);
});
