import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { auditFiles, verifyAuditLog } from "@infershield/audit";
import { beforeEach, describe, expect, test } from "vitest";
import { type Config, loadConfig } from "./load-config.ts";
import { type Instance, openInstance } from "./open-instance.ts";
import { repairTrail } from "./repair-trail.ts";

let folder: string;
let config: Config;
let segment: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "infershield-repair-"));
  config = await loadConfig({ env: { INFERSHIELD_HOME: join(folder, "home") }, homedir: folder });
  segment = join(folder, "home", "audit", "000001.jsonl");
  const instance = await openInstance(config, { create: true });
  for (const requestId of ["r1", "r2", "r3"]) await record(instance, requestId);
  await instance.close();
  return () => rm(folder, { recursive: true });
});

async function record({ audit }: Pick<Instance, "audit">, requestId: string): Promise<number> {
  const act = { event: "admin", action: "test", phase: "terminal", tenant: "default", userId: "local" } as const;
  const { seq } = await audit.record({
    ...act,
    requestId,
    decision: "allow",
    blocked: false,
    riskScore: 0,
    threats: [],
  });
  return seq;
}

/** Cuts the last record off, as a disk that lost its end would. */
async function cutLastRecord(): Promise<void> {
  const text = await readFile(segment, "latin1");
  await truncate(segment, text.lastIndexOf("\n", text.length - 2) + 1);
}

describe("repairTrail", () => {
  test("leaves a whole trail alone", async () => {
    const before = await readFile(segment);
    expect(await repairTrail(config)).toEqual({ kind: "whole", records: 3 });
    expect(await readFile(segment)).toEqual(before);
  });

  test("sets a trail that lost its end aside, and begins one whose first record proves which", async () => {
    await cutLastRecord();
    const damaged = await readFile(segment);
    await expect(openInstance(config, { create: false })).rejects.toMatchObject({
      code: "AUDIT_CORRUPT",
      hint: expect.stringContaining("infershield audit repair"),
    });
    const repair = await repairTrail(config);
    expect(repair).toMatchObject({ kind: "replaced", damage: "truncated", seq: 3, replaced: { lastSeq: 2 } });
    if (repair.kind !== "replaced") return;
    const { folder: aside, digest } = repair.replaced;
    expect(await readFile(join(aside, "000001.jsonl"))).toEqual(damaged);
    expect(await verifyAuditLog({ source: auditFiles(aside) })).toMatchObject({
      ok: false,
      firstBad: { seq: 3, kind: "truncated" },
    });
    const instance = await openInstance(config, { create: false });
    expect(await record(instance, "r4")).toBe(2);
    await instance.close();
    const source = auditFiles(join(folder, "home", "audit"));
    expect(await verifyAuditLog({ source })).toMatchObject({ ok: true, records: 2, uncovered: 0 });
    const [, first = ""] = (await readFile(segment, "latin1")).split("\n");
    expect(JSON.parse(first)).toMatchObject({
      action: "audit.replaced",
      reason: "truncated",
      subject: expect.stringMatching(new RegExp(`^infershield-audit/[0-9a-f]{16} 2 sha256:${digest}$`)),
    });
  });

  test("also helps where only a writer is stopped: the last checkpoint cannot be read", async () => {
    const checkpoints = join(folder, "home", "audit", "checkpoints");
    const notes = await readFile(checkpoints, "utf8");
    await writeFile(checkpoints, notes.replace("\nfirst ", "\nfrist "));
    await expect(openInstance(config, { create: false })).rejects.toMatchObject({ code: "AUDIT_CORRUPT" });
    expect(await repairTrail(config)).toMatchObject({ kind: "replaced", damage: "bad_signature" });
    await (await openInstance(config, { create: false })).close();
  });

  test("replaces a trail that looks whole when it is told to, and a process that knows better goes on with the new one", async () => {
    const instance = await openInstance(config, { create: false });
    await record(instance, "r4");
    await cutLastRecord();
    await expect(record(instance, "r5")).rejects.toMatchObject({ code: "AUDIT_CORRUPT" });
    expect(await repairTrail(config)).toMatchObject({ kind: "whole", records: 3 });
    expect(await repairTrail(config, { force: true })).toMatchObject({ kind: "replaced", damage: "records_gone" });
    expect(await record(instance, "r6")).toBe(2);
    await instance.close();
    const source = auditFiles(join(folder, "home", "audit"));
    expect(await verifyAuditLog({ source })).toMatchObject({ ok: true, records: 2 });
  });

  test("needs the master key", async () => {
    const env = { INFERSHIELD_HOME: join(folder, "home"), INFERSHIELD_MASTER_KEY: "2".repeat(64) };
    const other = await loadConfig({ env, homedir: folder });
    await expect(repairTrail(other)).rejects.toMatchObject({ code: "WRONG_MASTER_KEY" });
  });
});
