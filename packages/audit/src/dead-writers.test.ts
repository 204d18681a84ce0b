import { chmodSync, cpSync, readdirSync, writeFileSync } from "node:fs";
import { createPrivateFolder } from "@infershield/home";
import { expect, onTestFinished, test } from "vitest";
import { openTestLog, recordsOf, testEvent, testHome, testKey, testSigner } from "../test/fixtures.ts";
import { type AuditEvent, auditFiles, verifyAuditLog } from "./index.ts";

const auditKey = testKey();
const signer = testSigner();

type TestHome = Awaited<ReturnType<typeof testHome>>;

/** A home as it would be found if everybody who works on it had died now. */
async function left(living: TestHome): Promise<TestHome> {
  const home = await testHome();
  const folders = [home.file("audit"), home.file("audit", "writers")];
  for (const folder of folders) await createPrivateFolder(folder);
  cpSync(living.file("audit"), home.file("audit"), { recursive: true });
  for (const folder of folders) chmodSync(folder, 0o700);
  return home;
}

/** A writer at work, with these intents open. */
async function atWork(...intents: readonly Partial<AuditEvent>[]) {
  const home = await testHome();
  const log = await openTestLog({ home, auditKey, signer });
  onTestFinished(() => log.close());
  for (const intent of intents) await log.recordIntent(testEvent({ phase: "intent", ...intent }));
  return { home, log };
}

test("an intent whose writer died gets the outcome unknown from the next one, with all that it said of the request", async () => {
  const said = {
    requestId: "r1",
    tokenId: "tok_1",
    device: "laptop",
    subject: "acc_1",
    sessionId: "s1",
    provider: "openai",
    model: "gpt-5",
    policyId: "acme",
    policyHash: "abc",
    riskScore: 30,
    decision: "redact",
    excerpt: "a text",
  } as const;
  const { home: living, log } = await atWork({ requestId: "r2" }, said);
  await log.recordOutcome(testEvent({ phase: "outcome", requestId: "r2" }));
  const home = await left(living);
  await (await openTestLog({ home, auditKey, signer })).close();
  const all = await recordsOf(home);
  const intent = all.find(({ request_id, phase }) => request_id === "r1" && phase === "intent");
  const outcomes = all.filter(({ outcome }) => outcome === "unknown");
  const {
    seq: _s,
    prev: _p,
    hash: _h,
    mac: _m,
    ts: _t,
    timestamp: _ts,
    threats: _th,
    excerpt: _e,
    status: _st,
    ...same
  } = intent ?? {};
  expect(outcomes).toEqual([
    expect.objectContaining({ ...same, phase: "outcome", outcome: "unknown", reason: "writer_died" }),
  ]);
  expect(outcomes[0]).not.toHaveProperty("excerpt");
  expect(readdirSync(home.file("audit", "writers"))).toEqual([]);
  const source = auditFiles(home.file("audit"));
  expect(await verifyAuditLog({ source, auditKey, publicKey: signer.publicKey })).toMatchObject({ ok: true });
});

test("an outcome that says little repeats what little its intent said", async () => {
  const bare = testEvent({ phase: "intent", requestId: "r1" });
  const { provider: _, model: __, ...little } = bare;
  const living = await testHome();
  const log = await openTestLog({ home: living, auditKey });
  onTestFinished(() => log.close());
  await log.recordIntent(little);
  const home = await left(living);
  await (await openTestLog({ home, auditKey })).close();
  const [outcome] = (await recordsOf(home)).filter((record) => record.outcome === "unknown");
  expect(outcome).toMatchObject({ provider: null, request_id: "r1" });
  for (const name of ["token_id", "device", "subject", "session_id", "model", "policy_id", "policy_hash"]) {
    expect(outcome).not.toHaveProperty(name);
  }
});

test("an intent is looked for from the segment its writer named, and nothing is done twice", async () => {
  const { home: living } = await atWork({ requestId: "r1" });
  const home = await left(living);
  const [writer = ""] = readdirSync(home.file("audit", "writers"));
  writeFileSync(home.file("audit", "writers", writer), "no number\n");
  await (await openTestLog({ home, auditKey, signer })).close();
  await (await openTestLog({ home, auditKey, signer })).close();
  expect((await recordsOf(home)).filter(({ outcome }) => outcome === "unknown")).toHaveLength(1);
});

test("a writer that lives keeps its intents, and a file of another name is no writer", async () => {
  const { home: living } = await atWork({ requestId: "r1" });
  for (const name of ["0011223344556677x", "x0011223344556677", "001122334455667"]) {
    writeFileSync(living.file("audit", "writers", name), "1\n", { mode: 0o600 });
  }
  await (await openTestLog({ home: living, auditKey, signer })).close();
  expect((await recordsOf(living)).filter(({ outcome }) => outcome === "unknown")).toEqual([]);
  expect(readdirSync(living.file("audit", "writers"))).toHaveLength(4);
});
