import { statSync } from "node:fs";
import { expect, test } from "vitest";
import { openTestLog, testEvent, testHome, testKey, testSigner } from "../test/fixtures.ts";
import { auditFiles, verifyAuditLog } from "./index.ts";

const auditKey = testKey();

/** More than is looked at first when a log is opened. */
const firstLookBytes = 256 * 1024;

test.each([
  ["signed", { signer: testSigner() }],
  ["without a signer", {}],
])("a log, %s, whose end is longer than the first look at it is gone on with", async (_, signing) => {
  const home = await testHome();
  const options = { home, auditKey, ...signing };
  const log = await openTestLog(options);
  for (let batch = 0; batch < 6; batch++) {
    await Promise.all(Array.from({ length: 120 }, () => log.record(testEvent())));
  }
  expect(statSync(home.file("audit", "000001.jsonl")).size).toBeGreaterThan(firstLookBytes);
  const next = await openTestLog(options);
  expect(await next.record(testEvent())).toEqual({ seq: 721 });
  await next.close();
  await log.close();
  const again = await openTestLog(options);
  expect(await again.record(testEvent())).toEqual({ seq: 722 });
  await again.close();
  const source = auditFiles(home.file("audit"));
  expect(await verifyAuditLog({ source, auditKey })).toMatchObject({ ok: true, records: 722 });
});
