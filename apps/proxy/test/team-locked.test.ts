import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, expect, it } from "vitest";
import { chatBody, errorOf } from "./harness.ts";
import { type Member, startTestTeam, type TestTeam } from "./team-harness.ts";

let team: TestTeam;
let owner: Member;

beforeAll(async () => {
  team = await startTestTeam({ hurryStore: 50 });
  owner = await team.enrol({ email: "owner@example.com", role: "owner" });
});
afterAll(() => team.close());

/** Locks are between processes: another copy of SQLite in this one would see none. */
const holder = `
  const { DatabaseSync } = require("node:sqlite");
  const database = new DatabaseSync(process.argv[1]);
  database.exec("BEGIN IMMEDIATE");
  console.log("locked");
  process.stdin.on("end", () => database.close()).resume();`;

async function holdDatabase(): Promise<ChildProcessWithoutNullStreams> {
  const child = spawn(process.execPath, ["-e", holder, team.config.databaseFile ?? ""]);
  await once(child.stdout, "data");
  return child;
}

const chat = (): Promise<Response> => team.chat(chatBody("hi"), { authorization: `Bearer ${owner.device}` });
const ready = async (): Promise<number> => (await fetch(`${team.url}/ready`)).status;
const document = { version: 1, level: "org", name: "acme", riskThreshold: 50 };

it("while another program holds the database nothing is sent or changed unrecorded, reading goes on, and then everything works again", async () => {
  expect((await chat()).status).toBe(200);
  const sent = team.upstream.requests.length;
  const other = await holdDatabase();
  const refused = await chat();
  expect([refused.status, (await errorOf(refused))["code"]]).toEqual([503, "audit_unavailable"]);
  expect(team.upstream.requests).toHaveLength(sent);
  const change = await team.admin("/admin/policies", owner.administration, { document });
  expect([change.status, change.body]).toMatchObject([503, { error: { code: "audit_unavailable" } }]);
  expect(await ready()).toBe(503);
  expect((await team.admin("/admin/users", owner.administration)).status).toBe(200);
  expect((await team.admin("/admin/policies/effective", owner.device)).body).toMatchObject({ id: "built-in" });
  other.stdin.end();
  await once(other, "exit");
  expect((await chat()).status).toBe(200);
  expect(await ready()).toBe(200);
  expect((await team.admin("/admin/policies", owner.administration, { document })).status).toBe(200);
  expect((await team.admin("/admin/policies/effective", owner.device)).body).toMatchObject({ risk_threshold: 50 });
});
