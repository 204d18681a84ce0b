import { expect, onTestFinished, test } from "vitest";
import { openTestLog, testEvent, testHome, testKey } from "../test/fixtures.ts";
import { type AuditEvent, auditFiles, lastRecords } from "./index.ts";
import { unmatchedIntents } from "./unmatched.ts";

const auditKey = testKey();

test("the intents of one writer that have no outcome are found, with no more than their records say", async () => {
  const home = await testHome();
  const source = auditFiles(home.file("audit"));
  const open = async () => {
    const log = await openTestLog({ home, auditKey, maxSegmentBytes: 1 });
    onTestFinished(() => log.close());
    return log;
  };
  const { provider: _p, model: _m, threats: _t, status: _s, ...plain } = testEvent();
  const bare: AuditEvent = { ...plain, threats: [] };
  const said = {
    provider: "openai",
    model: "gpt-5",
    tokenId: "tok_1",
    device: "laptop",
    subject: "acc_1",
    sessionId: "s1",
    policyId: "acme",
    policyHash: "abc",
  };
  const log = await open();
  await log.recordIntent({ ...bare, requestId: "done" });
  await log.recordIntent({ ...bare, requestId: "bare" });
  await log.recordIntent({ ...bare, ...said, requestId: "said" });
  await log.record({ ...bare, requestId: "bare" });
  await log.recordOutcome({ ...bare, requestId: "done" });
  const writer = (await lastRecords(source, 1))[0]?.writer ?? "";
  const other = await open();
  await other.recordIntent({ ...bare, requestId: "another's" });

  const found = [
    { ...bare, phase: "intent", requestId: "bare" },
    { ...bare, ...said, phase: "intent", requestId: "said" },
  ];
  expect(await unmatchedIntents(source, writer, 1)).toStrictEqual(found);
  expect(await unmatchedIntents(source, writer, 3)).toStrictEqual(found.slice(1));
  expect(await unmatchedIntents(source, "0000000000000000", 1)).toEqual([]);
});
