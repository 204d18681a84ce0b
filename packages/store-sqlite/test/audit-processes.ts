import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verifyAuditLog } from "@infershield/audit";
import { suiteKey } from "@infershield/audit/testing";
import { openHome } from "@infershield/home";
import { expect, onTestFinished } from "vitest";
import { openDatabase } from "../src/database.ts";
import { openAuditReader } from "../src/index.ts";

const program = join(import.meta.dirname, "children", "record-audit.ts");

/** Several processes record at once into one database; then nothing may be missing, forked or changed. */
export async function recordTogether(processes: number, recordsEach: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "infershield-audit-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const home = await openHome(join(folder, "home"), { create: true });
  const path = home.file("infershield.db");
  await (await openDatabase(path, { create: true })).close();
  const start = performance.now();
  const children = Array.from({ length: processes }, (_, index) => {
    const options = ["--conditions=@infershield/source", program, home.path, `w${index}`, String(recordsEach)];
    return spawn(process.execPath, options, { stdio: ["ignore", "ignore", "inherit"] });
  });
  const codes = await Promise.all(children.map(async (child) => (await once(child, "exit"))[0]));
  expect(codes).toEqual(children.map(() => 0));
  const seconds = (performance.now() - start) / 1000;
  const reader = openAuditReader(path);
  onTestFinished(() => reader.close());
  const records = processes * recordsEach;
  expect(await verifyAuditLog({ source: reader, auditKey: suiteKey })).toMatchObject({
    ok: true,
    records,
    lastSeq: records,
  });
  console.log(`${records} records by ${processes} processes in ${seconds.toFixed(1)} s`);
}
