import { beforeEach, expect, test } from "vitest";
import { openTestLog, testEvent, testHome, testKey, testSigner } from "../test/fixtures.ts";
import { type AuditLogOptions, type AuditSource, auditFiles, exportAudit } from "./index.ts";

const auditKey = testKey();
const signer = testSigner();
let write: (options: Partial<AuditLogOptions>, ...users: readonly string[]) => Promise<void>;
let source: AuditSource;

beforeEach(async () => {
  const home = await testHome();
  source = auditFiles(home.file("audit"));
  write = async (options, ...users) => {
    const log = await openTestLog({ home, auditKey, ...options });
    for (const userId of users) await log.record(testEvent({ userId }));
    await log.close();
  };
});

/** What each line of an export of alex's records is: a number is a record's. */
async function exported(from: AuditSource): Promise<readonly unknown[]> {
  let text = "";
  for await (const piece of exportAudit({ source: from, format: "jsonl", filter: { userId: "alex" } })) text += piece;
  const lines = text.split("\n").slice(1, -1);
  return lines.map((line) => {
    const { seq, unproven, proofs, checkpoint } = JSON.parse(line);
    if (proofs === undefined) return seq ?? { unproven };
    return { proven: proofs.map((one: { seq: number }) => one.seq), upTo: Number(checkpoint.split("\n")[1]) };
  });
}

test("records are followed by what proves them, before, between and behind checkpoints", async () => {
  await write({}, "alex", "mara", "alex");
  await write({ signer }, "mara", "alex", "alex");
  await write({ signer }, "mara");
  await write({ signer }, "alex");
  await write({}, "mara", "alex", "mara");
  expect(await exported(source)).toEqual([
    ...[1, { unproven: [1] }, 3, { unproven: [3] }],
    ...[5, 6, { proven: [5, 6], upTo: 6 }],
    ...[8, { proven: [8], upTo: 8 }],
    ...[10, { unproven: [10] }],
  ]);
});

test("records whose checkpoint is still to come are named at the end", async () => {
  await write({ signer }, "alex", "mara", "alex");
  const notes = async function* () {
    for await (const note of source.notes("checkpoint")) yield note.replace("\n3\n", "\n4\n");
  };
  expect(await exported({ ...source, notes })).toEqual([1, 3, { unproven: [1, 3] }]);
});

test("checkpoints of records that are gone, and what is none, are passed over", async () => {
  for (const user of ["alex", "alex", "alex"]) await write({ signer, maxSegmentBytes: 1 }, user);
  const notes = async function* () {
    yield "no checkpoint\n";
    yield* source.notes("checkpoint");
  };
  const segments = (await source.segments()).slice(2);
  expect(await exported({ ...source, notes, segments: async () => segments })).toEqual([3, { proven: [3], upTo: 3 }]);
});
