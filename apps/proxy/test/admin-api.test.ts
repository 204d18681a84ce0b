import { placeHold } from "@infershield/audit";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { bearer, chatBody } from "./harness.ts";
import { type Member, startTestTeam, type TestTeam } from "./team-harness.ts";

let shared: TestTeam;
let owner: Member;
let own: TestTeam | undefined;

beforeAll(async () => {
  shared = await startTestTeam();
  owner = await shared.enrol({ email: "owner@example.com", role: "owner" });
});

afterAll(() => shared.close());

afterEach(async () => {
  await own?.close();
  own = undefined;
  for (const { id } of await shared.users.listUsers()) if (id !== owner.user.id) await shared.users.deleteUser(id);
});

/** A server of the test's own, where it needs other settings or counts refusals. */
async function start(options: Parameters<typeof startTestTeam>[0]): Promise<TestTeam> {
  own = await startTestTeam(options);
  return own;
}

describe("an invitation", () => {
  it("lets a device enrol once, and gives an administrator a second token that no tool holds", async () => {
    const invited = await shared.admin("/admin/users", owner.administration, { email: "Kim@Example.com" });
    expect(invited.body).toMatchObject({ user: { email: "kim@example.com", role: "member" } });
    const code = invited.body["code"];
    const redeem = () => shared.admin("/admin/login", undefined, { code, device: "nb1" });
    const enrolled = await redeem();
    expect(enrolled.body).toMatchObject({
      user: { email: "kim@example.com" },
      proxy_url: shared.url,
      device: { kind: "p", device: "nb1" },
      administration: null,
    });
    const again = await redeem();
    expect([again.status, again.body]).toMatchObject([401, { error: { code: "invalid_code" } }]);
    const administrator = await shared.admin("/admin/users/invite", owner.administration, {
      user: "owner@example.com",
    });
    const second = await shared.admin("/admin/login", undefined, { code: administrator.body["code"], device: "nb2" });
    expect(second.body).toMatchObject({
      device: { kind: "p", scopes: ["proxy:invoke"] },
      administration: { kind: "a" },
    });
  });

  it("cannot be guessed: who tries many codes is told to wait, and fills no audit trail", async () => {
    const running = await start({});
    const guess = () => running.admin("/admin/login", undefined, { code: `ifsd_${"0".repeat(49)}`, device: "x" });
    const answers = [];
    for (let tries = 0; tries < 25; tries += 1) answers.push(await guess());
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(20);
    expect(answers.at(-1)?.status).toBe(429);
    expect(answers.at(-1)?.headers.get("retry-after")).toBe("1");
    expect((await running.records()).filter(({ action }) => action === "device.enrol")).toEqual([]);
  });

  it("by an administrator makes no owner", async () => {
    const admin = await shared.enrol({ email: "admin@example.com", role: "admin" });
    for (const [path, body] of [
      ["/admin/users", { email: "mine@example.com", role: "owner" }],
      ["/admin/users/change", { user: "admin@example.com", role: "owner" }],
      ["/admin/users/invite", { user: "owner@example.com" }],
      ["/admin/users/change", { user: "owner@example.com", state: "disabled" }],
      ["/admin/users/delete", { user: "owner@example.com" }],
    ] as const) {
      expect((await shared.admin(path, admin.administration, body)).status, path).toBe(403);
    }
    expect((await shared.users.findUser({ email: "admin@example.com" }))?.role).toBe("admin");
  });
});

describe("every change", () => {
  it("is recorded before it is made, with who made it and whom it is about", async () => {
    const kim = await shared.enrol({ email: "kim@example.com" });
    await shared.admin("/admin/users", kim.device, { email: "friend@example.com" });
    await shared.admin("/admin/users/change", owner.administration, { user: "kim@example.com", state: "disabled" });
    const records = (await shared.records()).filter(({ subject }) => subject === kim.user.id);
    expect(records).toMatchObject([
      { action: "user.disable", phase: "intent", user_id: owner.user.id, subject: kim.user.id },
      { action: "user.disable", phase: "outcome", outcome: "completed", user_id: owner.user.id, subject: kim.user.id },
    ]);
    expect(records[0]?.request_id).toBe(records[1]?.request_id);
    const refused = (await shared.records()).filter(
      ({ user_id, event }) => user_id === kim.user.id && event === "admin",
    );
    expect(refused).toMatchObject([{ action: "post /admin/users", phase: "terminal", decision: "refuse" }]);
  });

  it("is not made when it cannot be recorded", async () => {
    let fails = false;
    const running = await start({
      audit: (audit) => ({
        ...audit,
        recordIntent: async (event) => {
          if (fails) throw new Error("the disk is full");
          return audit.recordIntent(event);
        },
      }),
    });
    const other = await running.enrol({ email: "owner@example.com", role: "owner" });
    fails = true;
    const answer = await running.admin("/admin/users", other.administration, { email: "kim@example.com" });
    expect(answer.status).toBeGreaterThanOrEqual(500);
    expect(await running.users.findUser({ email: "kim@example.com" })).toBeUndefined();
  });

  it("by one of two administrators at once is refused when the other was faster", async () => {
    const { user } = await shared.enrol({ email: "kim@example.com" });
    const change = (role: string) =>
      shared.admin("/admin/users/change", owner.administration, { user: user.id, role, version: user.version });
    const answers = await Promise.all([change("auditor"), change("admin")]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it("that deletes somebody leaves the records, and makes excerpts unreadable where that is asked for", async () => {
    const running = await start({ hurry: 50 });
    const { administration } = await running.enrol({ email: "owner@example.com", role: "owner" });
    const { users, records, instance } = running;
    for (const [email, shred] of [
      ["kim@example.com", true],
      ["sam@example.com", false],
    ] as const) {
      const { user, device } = await running.enrol({ email });
      await running.loginOf(user, "access");
      await (await running.chat(chatBody("hi"), bearer(device))).text();
      const answer = await running.admin("/admin/users/delete", administration, { user: email, shred });
      expect(answer.body).toMatchObject({ email, excerpts_shredded: shred });
      expect(await users.findUser({ email })).toBeUndefined();
      const own = (await records()).filter(({ user_id, phase }) => user_id === user.id && phase === "intent");
      expect(own).toHaveLength(1);
      const texts = await Promise.all(own.map((record) => instance.trail.excerpts.read(record)));
      expect(texts).toEqual([shred ? undefined : "hi"]);
      // An id outlives its account.
      const exported = await running.admin(`/admin/audit?user=${user.id}`, administration);
      expect(exported.body["text"]).toContain(user.id);
    }
    const actions = (await records()).flatMap(({ action, phase }) => (phase === "outcome" ? [action] : []));
    expect(actions.filter((action) => action.startsWith("user."))).toEqual(["user.delete_and_shred", "user.delete"]);
  });

  it("that would shred what a legal hold keeps is refused, and leaves the account as it was", async () => {
    const running = await start({ hurry: 50 });
    const { administration } = await running.enrol({ email: "owner@example.com", role: "owner" });
    const { user, device } = await running.enrol({ email: "kim@example.com" });
    await placeHold(running.instance.home, { name: "case-7", userId: user.id });
    const answer = await running.admin("/admin/users/delete", administration, { user: user.id, shred: true });
    expect([answer.status, answer.body]).toMatchObject([409, { error: { code: "held" } }]);
    expect((await running.admin("/admin/me", device)).status).toBe(200);
  });

  it("finds an account whose address begins like an id", async () => {
    await shared.enrol({ email: "usr_1@example.com" });
    const change = { user: "usr_1@example.com", state: "disabled" };
    expect(await shared.admin("/admin/users/change", owner.administration, change)).toMatchObject({ status: 200 });
  });

  it("leaves at least one owner", async () => {
    for (const [path, more] of [
      ["/admin/users/change", { state: "disabled" }],
      ["/admin/users/change", { role: "member" }],
      ["/admin/users/delete", {}],
    ] as const) {
      const answer = await shared.admin(path, owner.administration, { user: "owner@example.com", ...more });
      expect([answer.status, answer.body], path).toMatchObject([409, { error: { code: "last_owner" } }]);
    }
    expect((await shared.admin("/admin/me", owner.device)).status).toBe(200);
  });
});

it("metrics are for this machine alone, or for whoever may see what everybody uses", async () => {
  const running = await start({ flags: { behindProxy: true } });
  const kim = await running.enrol({ email: "kim@example.com" });
  const auditor = await running.enrol({ email: "auditor@example.com", role: "auditor" });
  expect((await running.admin("/metrics")).status).toBe(401);
  expect((await running.admin("/metrics", kim.device)).status).toBe(403);
  const seen = await running.admin("/metrics", auditor.device);
  expect(seen.body["text"]).toContain("infershield_ready 1");
});
