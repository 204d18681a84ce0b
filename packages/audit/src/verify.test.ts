import { hash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { auditError, openTestLog, testEvent, testHome, testKey, testSigner } from "../test/fixtures.ts";
import { firstBad, segmentText, type WrittenLog, writeLog } from "../test/written-log.ts";
import { noCheckpoint, signCheckpoint } from "./checkpoint.ts";
import { AuditError, type AuditSource, auditFiles, exportAudit, verifyAuditLog } from "./index.ts";

const recordCount = 100;
let log: WrittenLog;

beforeEach(async () => {
  log = await writeLog(recordCount);
  return log.remove;
});

describe("verification", () => {
  test("accepts an untouched log, with the audit key and with the public key alone", async () => {
    const { verified, offline, original } = log;
    const good = { ok: true, records: recordCount, checkpoints: 4, lastSeq: recordCount, uncovered: 0, tornBytes: 0 };
    expect(await verified(original)).toEqual(good);
    expect(await offline(original)).toEqual(good);
  });

  test("finds a record that was rewritten with all hashes after it: by its checkpoint's first record, with the key by its append's", async () => {
    const { lines, verified, offline } = log;
    const rewritten = rewrittenFrom(lines, 30);
    expect(await offline(rewritten)).toMatchObject({ records: 25, firstBad: { seq: 26, kind: "edited" } });
    expect(await verified(rewritten)).toMatchObject({ records: 25, firstBad: { seq: 26, kind: "edited" } });
    expect(await verified(rewrittenFrom(lines, 51))).toEqual(firstBad(51, "edited"));
  });

  test("finds a rewritten record that was appended alone by its own mac", async () => {
    const { home, auditKey, signer, source, verified } = log;
    const again = await openTestLog({ home, auditKey, signer });
    for (const requestId of ["a", "b", "c"]) await again.record(testEvent({ requestId }));
    await again.close();
    const lines: string[] = [];
    for await (const chunk of source.read(1)) lines.push(...chunk.lines);
    const last = recordCount + 3;
    for (const seq of [last - 1, last]) {
      expect(await verified(rewrittenFrom(lines, seq))).toEqual(firstBad(seq, "edited"));
    }
  });

  test("finds an append whose mac was taken out or made up, also when all hashes fit", async () => {
    const { lines, verified } = log;
    const macOf = (text: string): string => /,"mac":"[0-9a-f]{64}"/.exec(text)?.[0] ?? "";
    expect(lines.filter((line) => macOf(line) !== "")).toHaveLength(1 + 4);
    const otherMac = (mac: string): string => mac.replace(/[0-9a-f]"$/, (end) => (end === '0"' ? '1"' : '0"'));
    for (const change of [() => "", otherMac]) {
      const edited = rewrittenFrom(lines, 25, (line) => line.replace(macOf(line), change(macOf(line))));
      const found = await verified(edited);
      expect(found.ok ? [] : [found.firstBad.seq <= 25, found.firstBad.kind]).toEqual([true, "edited"]);
    }
  });

  test("names how records were changed, by what follows in their place", async () => {
    const { lines, verified, offline } = log;
    const [record30 = "", record31 = "", record50 = ""] = [lines[30], lines[31], lines[50]];
    const at = (start: number, count: number, ...put: readonly string[]) =>
      verified(segmentText(lines.toSpliced(start, count, ...put)));
    expect(await at(30, 1)).toEqual(firstBad(30, "deleted"));
    expect(await at(30, 5)).toEqual(firstBad(30, "deleted"));
    expect(await at(31, 0, record30)).toEqual(firstBad(31, "inserted"));
    expect(await at(30, 0, record50)).toEqual(firstBad(30, "inserted"));
    expect(await at(30, 2, record31, record30)).toEqual(firstBad(30, "reordered"));
    expect(await at(30, 1, record30.replace('"risk_score":12', '"risk_score":13'))).toEqual(firstBad(30, "edited"));
    expect(await at(30, 0, record30.replace('"risk_score":12', '"risk_score":13'))).toEqual(firstBad(30, "inserted"));
    expect(await at(30, 1, "{}")).toEqual(firstBad(30, "malformed"));
    const alone = rewrittenFrom(lines.slice(0, 31), 30).split("\n").slice(0, -1);
    expect(await offline([...alone, ...lines.slice(31)])).toEqual(firstBad(30, "edited"));
  });

  test("does not accept checkpoints signed by another key", async () => {
    const { source } = log;
    const other = testSigner();
    const result = await verifyAuditLog({ source, publicKey: other.publicKey });
    expect(result).toEqual(firstBad(1, "bad_signature"));
  });

  test("finds what was cut off with its checkpoints, by a checkpoint kept elsewhere", async () => {
    const { source, signer, lines, offline, original, checkpoints, write } = log;
    const notes = checkpoints.split("\n\n\u2014 ");
    expect(notes).toHaveLength(5);
    const all = checkpoints.split(/(?<=\n)\n(?=infershield)/);
    const kept = all.at(-1)?.replace(/\n$/, "") ?? "";
    const shorter = { segment: segmentText(lines.slice(0, 76)), checkpoints: all.slice(0, -1).join("\n") };
    expect(await offline(shorter.segment, shorter.checkpoints)).toMatchObject({ ok: true, records: 75 });
    write(shorter);
    const options = { source, publicKey: signer.publicKey, checkpoint: kept };
    expect(await verifyAuditLog(options)).toEqual(firstBad(76, "truncated"));
    write({ segment: original });
    expect(await verifyAuditLog(options)).toMatchObject({ ok: true });
    expect(await verifyAuditLog({ ...options, checkpoint: kept.replace("100", "101") })).toMatchObject({
      firstBad: { kind: "bad_signature" },
    });
  });

  test("takes an append without its last record for one that was never acknowledged", async () => {
    const { home, auditKey, signer, source, verified, offline, checkpoints } = log;
    const again = await openTestLog({ home, auditKey, signer });
    await again.record(testEvent());
    await Promise.all(["a", "b", "c"].map((requestId) => again.record(testEvent({ requestId }))));
    await again.close();
    const lines: string[] = [];
    for await (const chunk of source.read(1)) lines.push(...chunk.lines);
    const cut = segmentText(lines.slice(0, -1));
    const unfinished = lines.slice(-3, -1).join("\n").length + 1;
    const whole = { ok: true, records: recordCount + 1, lastSeq: recordCount + 1, uncovered: 1, tornBytes: unfinished };
    expect(await verified(cut, checkpoints)).toMatchObject(whole);
    expect(await offline(cut, checkpoints)).toMatchObject(whole);
    const signed = readFileSync(home.file("audit", "checkpoints"), "utf8");
    expect(await verified(cut, signed)).toEqual(firstBad(recordCount + 4, "truncated"));
  });

  test("takes a half-written record after the last checkpoint for what a crash leaves", async () => {
    const { home, auditKey, signer, verified, original } = log;
    const again = await openTestLog({ home, auditKey, signer });
    await again.close();
    expect(await verified(`${original}{"timestamp":17`)).toMatchObject({
      ok: true,
      records: recordCount,
      tornBytes: 15,
    });
  });

  test("finds a checkpoint kept elsewhere that its own key signed about other records", async () => {
    const { source, signer, lines } = log;
    const { origin } = JSON.parse(lines[0] ?? "");
    const leaves = Array.from({ length: 50 }, (_, index) => hash("sha256", `another ${index}`, "hex"));
    const { note } = signCheckpoint({ origin, first: 1, leaves, previous: noCheckpoint, now: 0 }, signer);
    expect(await verifyAuditLog({ source, publicKey: signer.publicKey, checkpoint: note })).toEqual(
      firstBad(1, "edited"),
    );
  });

  test("finds a segment that does not end in a whole line, or that stands in another one's place", async () => {
    const home = await testHome();
    const key = testKey();
    const several = await openTestLog({ home, auditKey: key, maxSegmentBytes: 1500 });
    for (let index = 0; index < 9; index++) await several.record(testEvent());
    await several.close();
    const path = (segment: number): string => home.file("audit", `00000${segment}.jsonl`);
    const verified = () => verifyAuditLog({ source: auditFiles(home.file("audit")), auditKey: key });
    expect(await verified()).toMatchObject({ ok: true, records: 9 });
    const [first, second] = [readFileSync(path(1), "latin1"), readFileSync(path(2), "latin1")];
    const inFirst = first.split("\n").length - 2;
    writeFileSync(path(1), first.slice(0, -5), "latin1");
    expect(await verified()).toMatchObject({ firstBad: { seq: inFirst, kind: "truncated", segment: 1 } });
    writeFileSync(path(1), second, "latin1");
    expect(await verified()).toMatchObject({ ok: false, records: 0, firstBad: { seq: 1, segment: 1 } });
  });

  test("lets go of the checkpoints wherever it ends, as an export does", async () => {
    const { source, auditKey } = log;
    let open = 0;
    const watched: AuditSource = {
      ...source,
      notes: async function* (kind) {
        open += 1;
        try {
          yield* source.notes(kind);
        } finally {
          open -= 1;
        }
      },
    };
    await verifyAuditLog({ source: watched, auditKey, to: 3 });
    expect(open).toBe(0);
    await expect(verifyAuditLog({ source: watched, auditKey: testKey("b2b2b2b2b2b2b2b2") })).rejects.toThrow(
      AuditError,
    );
    expect(open).toBe(0);
    for await (const _ of exportAudit({ source: watched, format: "jsonl" })) break;
    expect(open).toBe(0);
    for await (const _ of exportAudit({ source: watched, format: "jsonl" })) expect(open).toBe(1);
    expect(open).toBe(0);
  });

  test("verifies a part of the log", async () => {
    const { source, auditKey } = log;
    const range = await verifyAuditLog({ source, auditKey, from: 30, to: 60 });
    expect(range).toMatchObject({ ok: true, records: 31, lastSeq: 60 });
    const last = await verifyAuditLog({ source, auditKey, from: 100, to: 200 });
    expect(last).toMatchObject({ ok: true, records: 1, lastSeq: 100 });
  });

  test("refuses a folder without a log and a log under an unknown audit key", async () => {
    const { source } = log;
    await expect(verifyAuditLog({ source, auditKey: testKey("b2b2b2b2b2b2b2b2") })).rejects.toThrow(
      auditError("UNKNOWN_KEY"),
    );
    rmSync(log.home.file("audit"), { recursive: true });
    await expect(verifyAuditLog({ source })).rejects.toThrow(auditError("NO_LOG"));
  });
});

/** The log as somebody without the audit key would forge it: one record changed, every hash after it computed anew. */
function rewrittenFrom(
  lines: readonly string[],
  seq: number,
  edit = (line: string): string => line.replace('"allow"', '"block"'),
): string {
  let previous = "";
  const forged = lines.map((line, index) => {
    if (index < seq) {
      previous = line.slice(-66, -2);
      return line;
    }
    const edited = index === seq ? edit(line) : line;
    const body = edited.slice(0, -(64 + 2 + 9)).replace(/"prev":"[0-9a-f]{64}"/, `"prev":"${previous}"`);
    previous = hash("sha256", `\0${body}`, "hex");
    return `${body},"hash":"${previous}"}`;
  });
  return segmentText(forged);
}
