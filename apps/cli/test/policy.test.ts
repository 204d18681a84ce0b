import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig, openInstance } from "@infershield/instance";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CliResult, runEach } from "./run-cli.ts";

const policy = `version: 1
level: org
name: acme
rules:
  - name: no personal data
    when: { category: personal_data }
    action: block
`;
const cases = `
- { name: mail address, category: personal_data, expect: block }
- { name: key, category: secret, expect: allow }
`;

let folder: string;
let results: readonly CliResult[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "infershield-policy-"));
  const home = join(folder, "home");
  const files = {
    policy: join(folder, "policy.yaml"),
    cases: join(folder, "cases.yaml"),
    bad: join(folder, "bad.yaml"),
    broken: join(folder, "broken.yaml"),
  };
  await writeFile(files.policy, policy);
  await writeFile(files.cases, cases);
  await writeFile(files.bad, policy.replace("category", "kategory"));
  await writeFile(files.broken, "version: 1\n\trules: [");
  await recordRequest(home);
  results = await runEach(
    [
      ["policy", "validate", "--json", files.policy],
      ["policy", "validate", files.bad],
      ["policy", "test", "--json", files.policy, files.cases],
      ["policy", "simulate", "--json", files.policy],
      ["policy", "show", "--json"],
      ["policy", "validate", files.broken],
    ],
    { HOME: folder, INFERSHIELD_HOME: home, INFERSHIELD_POLICY_FILE: files.policy },
  );
});
afterAll(() => rm(folder, { recursive: true }));

/** One request with a mail address that the built-in policy redacted. */
async function recordRequest(home: string): Promise<void> {
  const config = await loadConfig({ env: { INFERSHIELD_HOME: home }, homedir: folder });
  const instance = await openInstance(config, { create: true });
  const threat = {
    rule: "personal.email",
    category: "personal_data",
    score: 50,
    severity: "low",
    role: "user",
  } as const;
  const request = { event: "request", action: "chat_completions", tenant: "default", userId: "local" } as const;
  const decided = { requestId: "r1", decision: "redact", blocked: false, riskScore: 50, threats: [threat] } as const;
  await instance.audit.recordIntent({ ...request, ...decided, phase: "intent" });
  await instance.audit.recordOutcome({ ...request, ...decided, phase: "outcome" });
  await instance.close();
}

test("policy validate accepts a good file and names what is wrong in a bad one", () => {
  expect(JSON.parse(results[0]?.stdout ?? "")).toMatchObject({
    ok: true,
    layers: [{ level: "org", name: "acme", rules: 1 }],
  });
  expect(results[1]).toMatchObject({ code: 1, stderr: expect.stringMatching(/kategory.*INVALID_POLICY/) });
});

test("a policy file that is not right leads to the page about policies or to its line, not to the settings", () => {
  expect(results[1]?.stderr).toContain("docs/policy.md");
  expect(results[5]?.stderr).toMatch(/broken\.yaml is not valid YAML \(line 2\)/);
  expect(results[5]?.stderr).not.toContain("docs/configuration.md");
});

test("policy test names the case that comes out otherwise and exits 1", () => {
  expect(results[2]?.code).toBe(1);
  expect(JSON.parse(results[2]?.stdout ?? "")).toMatchObject({ passed: 1, failed: 1 });
});

test("policy simulate counts each recorded request once and shows what would change", () => {
  expect(JSON.parse(results[3]?.stdout ?? "")).toMatchObject({
    decisions: 1,
    changes: { "redact→block": 1 },
    examples: [{ request_id: "r1", user_id: "local", before: "redact", after: "block" }],
  });
});

test("policy show gives the policy in force with its hash", () => {
  expect(JSON.parse(results[4]?.stdout ?? "").policy).toMatchObject({ id: "acme", hash: expect.any(String) });
});
