import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AuditLog } from "@infershield/audit";
import { system } from "@infershield/core";
import { openInstance } from "@infershield/instance";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { importPolicyFile } from "../src/admin/import-policy-file.ts";
import { teamOf } from "../src/admin/team.ts";
import { chatBody } from "./harness.ts";
import { type AdminAnswer, type Member, startTestTeam, type TestTeam } from "./team-harness.ts";

let team: TestTeam;
let owner: Member;
let security: Member;

beforeAll(async () => {
  team = await startTestTeam();
  owner = await team.enrol({ email: "owner@example.com", role: "owner" });
  security = await team.enrol({ email: "security@example.com", role: "security" });
});
afterAll(() => team.close());

afterEach(async () => {
  for (const { layer } of await layers()) await team.admin("/admin/policies/remove", owner.administration, { layer });
});

/** As somebody who has the file and no key. In another process: locks are not between two copies of SQLite in one. */
function executeElsewhere(sql: string): void {
  const script = 'new (require("node:sqlite").DatabaseSync)(process.argv[1]).exec(process.argv[2])';
  execFileSync(process.execPath, ["-e", script, team.config.databaseFile ?? "", sql], { stdio: "ignore" });
}

/** For a busy machine. */

interface VersionAnswer {
  readonly layer: string;
  readonly version: number;
  readonly author: string;
  readonly hash: string | null;
}

async function layers(): Promise<readonly VersionAnswer[]> {
  return listed((await team.admin("/admin/policies", owner.administration)).body["policies"]);
}

const listed = (value: unknown): readonly VersionAnswer[] => value as VersionAnswer[];

/** Personal data, which the built-in policy redacts, is blocked. */
const strict = (level: string, name: string) => ({
  version: 1,
  level,
  name,
  rules: [{ name: "no personal data", when: { category: "personal_data" }, action: "block" }],
});

const set = (document: object, version?: number, by = owner): Promise<AdminAnswer> =>
  team.admin("/admin/policies", by.administration, { document, ...(version !== undefined && { version }) });

/** The verdict on a text with personal data in it. */
async function verdictFor({ device }: Member): Promise<string | null> {
  const answer = await team.chat(chatBody("Call me at +49 170 1234567, kim@example.org."), {
    authorization: `Bearer ${device}`,
  });
  await answer.text();
  return answer.headers.get("x-infershield-verdict");
}

describe("a policy in the database", () => {
  it("decides from the next request on, is named in each record, and who put it there is recorded first", async () => {
    expect(await verdictFor(owner)).toBe("redact");
    const answer = await set(strict("org", "acme"), 0, security);
    expect(answer.body).toMatchObject({ layer: "org", version: 1, author: "security@example.com" });
    expect(await verdictFor(owner)).toBe("block");
    const records = await team.records();
    expect(records.filter(({ action }) => action === "policy.set")).toMatchObject([
      { phase: "intent", user_id: security.user.id, subject: "org" },
      { phase: "outcome", outcome: "completed", user_id: security.user.id, policy_hash: answer.body["hash"] },
    ]);
    const effective = await team.admin("/admin/policies/effective", owner.device);
    expect(records.at(-1)).toMatchObject({ decision: "block", policy_id: "acme", policy_hash: effective.body["hash"] });
  });

  it("of a team or a person holds for them alone, and is kept under the person's id", async () => {
    await team.admin("/admin/teams", owner.administration, { id: "blue" });
    const [kim, sam] = [
      await team.enrol({ email: "kim@example.com", team: "blue" }),
      await team.enrol({ email: "sam@example.com" }),
    ];
    await set(strict("team", "blue"));
    expect([await verdictFor(kim), await verdictFor(sam)]).toEqual(["block", "redact"]);
    await set(strict("user", "sam@example.com"));
    expect(await verdictFor(sam)).toBe("block");
    expect((await layers()).map(({ layer }) => layer)).toEqual(["team:blue", "user:sam@example.com"]);
    const stored = await team.admin("/admin/policies/version?layer=user:sam@example.com", owner.administration);
    expect(stored.body["document"]).toMatchObject({ level: "user", name: sam.user.id });
  });

  it("that another process changed is in force about a second later", async () => {
    const document = JSON.stringify(strict("org", "acme"));
    const cli = await openInstance(team.config, { create: false });
    await cli.policyTable?.add({ level: "org", name: "", document, author: "local" });
    await cli.close();
    await expect.poll(() => verdictFor(owner)).toBe("block");
    await expect.poll(async () => (await team.records()).some(({ action }) => action === "policy.changed")).toBe(true);
  });

  it("is put in force by one of two administrators who saw the same version", async () => {
    await set(strict("org", "acme"));
    const [before] = await layers();
    const answers = await Promise.all([
      set({ ...strict("org", "acme"), riskThreshold: 10 }, before?.version, owner),
      set({ ...strict("org", "acme"), riskThreshold: 20 }, before?.version, security),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({ error: { code: "conflict" } });
    expect((await layers())[0]?.version).toBe((before?.version ?? 0) + 1);
  });

  it("keeps its history when it is taken away, and an earlier version can be put in force again", async () => {
    await set(strict("org", "first"));
    await set(strict("org", "second"));
    await team.admin("/admin/policies/remove", owner.administration, { layer: "org" });
    expect(await verdictFor(owner)).toBe("redact");
    const history = await team.admin("/admin/policies/history?layer=org&limit=3", security.administration);
    const [gone, second, first] = listed(history.body["versions"]);
    expect([gone?.hash, second?.author, first?.author]).toEqual([null, "owner@example.com", "owner@example.com"]);
    const earlier = await team.admin(
      `/admin/policies/version?layer=org&version=${first?.version}`,
      owner.administration,
    );
    expect(earlier.body["document"]).toMatchObject({ name: "first" });
    const again = await set(earlier.body["document"] as object, gone?.version);
    expect(again.body["hash"]).toBe(first?.hash);
    expect(await verdictFor(owner)).toBe("block");
  });

  it.each([
    ["a misspelt word", { ...strict("org", "acme"), riskTreshold: 1 }, 400, "bad_request"],
    ["a team that is not there", strict("team", "green"), 404, "not_found"],
    ["a person who is not there", strict("user", "nobody@example.com"), 404, "not_found"],
  ])("is refused with %s, and the one before stays", async (_, document, status, code) => {
    await set(strict("org", "acme"));
    const answer = await set(document);
    expect([answer.status, answer.body]).toMatchObject([status, { error: { code } }]);
    expect(await layers()).toHaveLength(1);
    expect(await verdictFor(owner)).toBe("block");
  });

  it("may have a thousand rules with long conditions", async () => {
    const rule = { name: "n".repeat(100), when: { rule: "r".repeat(200), model: "m".repeat(200) }, action: "log" };
    const answer = await set({ ...strict("org", "acme"), rules: Array.from({ length: 1_000 }, () => rule) });
    expect(answer.status).toBe(200);
  });

  it("that is stored beside one that was planted is not said to be in force, until that one is gone", async () => {
    await set(strict("org", "acme"));
    executeElsewhere(
      `INSERT INTO policies SELECT id + 1, tenant, 'team', 'planted', 1, document, hash, author, created_at_ms, mac
       FROM policies ORDER BY id DESC LIMIT 1`,
    );
    const answer = await set({ ...strict("org", "acme"), riskThreshold: 10 });
    expect(answer.body).toMatchObject({ version: expect.any(Number), in_force: false });
    expect(await verdictFor(owner)).toBe("block");
    expect(await (await fetch(`${team.url}/ready`)).json()).toMatchObject({ degraded: ["policy_refused"] });
    executeElsewhere("DELETE FROM policies WHERE name = 'planted'");
    const again = await set({ ...strict("org", "acme"), riskThreshold: 20 });
    expect(again.body).toMatchObject({ in_force: true });
  });

  it("goes with its person and its team, and the history stays", async () => {
    await team.admin("/admin/teams", owner.administration, { id: "red" });
    const { user } = await team.enrol({ email: "lee@example.com", team: "red" });
    await set(strict("team", "red"));
    await set(strict("user", "lee@example.com"));
    await team.admin("/admin/users/delete", owner.administration, { user: user.id });
    await team.admin("/admin/teams/delete", owner.administration, { id: "red" });
    expect(await layers()).toEqual([]);
    const history = await team.admin(`/admin/policies/history?layer=user:${user.id}`, owner.administration);
    expect(listed(history.body["versions"]).map(({ layer, hash }) => [layer, hash === null])).toEqual([
      [`user:${user.id}`, true],
      [`user:${user.id}`, false],
    ]);
  });
});

describe("a policy that cannot be recorded", () => {
  it("is not put in force", async () => {
    let fails = false;
    const other = await startTestTeam({
      audit: (audit) => ({
        ...audit,
        recordIntent: async (event) => {
          if (fails) throw new Error("the disk is full");
          return audit.recordIntent(event);
        },
      }),
    });
    const { administration } = await other.enrol({ email: "owner@example.com", role: "owner" });
    fails = true;
    const answer = await other.admin("/admin/policies", administration, { document: strict("org", "acme") });
    expect(answer.status).toBeGreaterThanOrEqual(500);
    expect(other.instance.policyTable?.lastChange()).toBe(0);
    await other.close();
  });
});

describe("policy files of a team", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "infershield-policy-files-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const yaml = (threshold: number): string =>
    [
      `version: 1\nlevel: org\nname: acme\nriskThreshold: ${threshold}\n`,
      "version: 1\nlevel: team\nname: blue\nriskThreshold: 10\n",
    ].join("---\n");

  it("are taken over into the database once, recorded, and not followed any more", async () => {
    const policyFile = join(folder, "policy.yaml");
    await writeFile(policyFile, yaml(60));
    const other = await startTestTeam({ flags: { port: 0, adminPort: 0, policyFile }, hurry: 20 });
    const { policies, policyTable } = other.instance;
    expect(policies.of({ userId: "usr_a" }).riskThreshold).toBe(60);
    expect(policies.of({ userId: "usr_a", team: "blue" }).riskThreshold).toBe(10);
    const imported = (await other.records()).filter(({ action }) => action === "policy.import");
    expect(imported).toMatchObject([
      { phase: "intent", user_id: "local", subject: "2 layers" },
      { phase: "outcome", outcome: "completed" },
    ]);
    await writeFile(policyFile, yaml(99));
    const again = await openInstance(other.config, { create: false });
    expect(again.policies.of({ userId: "usr_a" }).riskThreshold).toBe(60);
    await again.close();
    expect(policyTable?.lastChange()).toBe(2);
    await other.close();
  });

  it("are taken over by one of two servers that start at the same moment, and the other takes what that one did", async () => {
    const policyFile = join(folder, "two.yaml");
    await writeFile(policyFile, yaml(60));
    const slow = await startTestTeam();
    const logger = pino({ level: "silent" });
    const rival = await openInstance(slow.config, { create: false });
    const quick = teamOf(rival, system, async () => true);
    let followed = 0;
    const own = teamOf(slow.instance, system, async () => {
      followed++;
      return (await slow.instance.policies.refresh()) !== undefined;
    });
    if (own === undefined || quick === undefined) throw new TypeError("There is no team.");
    const recordIntent: AuditLog["recordIntent"] = async (event) => {
      await importPolicyFile({ policyFile }, quick, logger);
      return own.audit.recordIntent(event);
    };
    await importPolicyFile({ policyFile }, { ...own, audit: { ...own.audit, recordIntent } }, logger);
    expect(followed).toBe(1);
    expect(slow.instance.policies.of({ userId: "usr_a", team: "blue" }).riskThreshold).toBe(10);
    expect(slow.instance.policyTable?.lastChange()).toBe(2);
    const outcomes = (await slow.records()).filter(
      ({ action, phase }) => action === "policy.import" && phase === "outcome",
    );
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["completed", "failed"]);
    await rival.close();
    await slow.close();
  });

  it.each([
    ["a layer for nobody", "version: 1\nlevel: user\nname: nobody@example.com\n", "NOT_FOUND"],
    ["two layers of one team", "version: 1\nlevel: team\nname: blue\n", "DUPLICATE_LAYER"],
    ["a misspelt word", "version: 1\nlevel: kingdom\nname: x\n", "INVALID_POLICY"],
  ])("with %s stop the start", async (_, more, code) => {
    const policyFile = join(folder, "wrong.yaml");
    await writeFile(policyFile, `${yaml(60)}---\n${more}`);
    const starting = startTestTeam({ flags: { port: 0, adminPort: 0, policyFile } });
    await expect(starting).rejects.toMatchObject({ code });
  });
});
