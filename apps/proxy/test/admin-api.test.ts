import { placeHold } from "@infershield/audit";
import { Secret } from "@infershield/core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { chatBody, errorOf } from "./harness.ts";
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

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
const text = (value: unknown): string => (typeof value === "string" ? value : "");

describe("an invitation", () => {
  it("lets a device enrol once, and gives an administrator a second token that no tool holds", async () => {
    const running = shared;
    const invited = await running.admin("/admin/users", owner.administration, { email: "Kim@Example.com" });
    expect(invited.body).toMatchObject({ user: { email: "kim@example.com", role: "member" } });
    const code = text(invited.body["code"]);
    const redeem = () => running.admin("/admin/login", undefined, { code, device: "nb1" });
    const enrolled = await redeem();
    expect(enrolled.body).toMatchObject({
      user: { email: "kim@example.com" },
      proxy_url: running.url,
      device: { kind: "p", device: "nb1" },
      administration: null,
    });
    const again = await redeem();
    expect([again.status, again.body]).toMatchObject([401, { error: { code: "invalid_code" } }]);
    const administrator = await running.admin("/admin/users/invite", owner.administration, {
      user: "owner@example.com",
    });
    const second = await running.admin("/admin/login", undefined, { code: administrator.body["code"], device: "nb2" });
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
    const running = shared;
    const admin = await running.enrol({ email: "admin@example.com", role: "admin" });
    for (const [path, body] of [
      ["/admin/users", { email: "mine@example.com", role: "owner" }],
      ["/admin/users/change", { user: "admin@example.com", role: "owner" }],
      ["/admin/users/invite", { user: "owner@example.com" }],
      ["/admin/users/change", { user: "owner@example.com", state: "disabled" }],
      ["/admin/users/delete", { user: "owner@example.com" }],
    ] as const) {
      expect((await running.admin(path, admin.administration, body)).status, path).toBe(403);
    }
    expect((await running.users.findUser({ email: "admin@example.com" }))?.role).toBe("admin");
  });
});

describe("every change", () => {
  it("is recorded before it is made, with who made it and whom it is about", async () => {
    const running = shared;
    const kim = await running.enrol({ email: "kim@example.com" });
    await running.admin("/admin/users", kim.device, { email: "friend@example.com" });
    await running.admin("/admin/users/change", owner.administration, { user: "kim@example.com", state: "disabled" });
    const records = (await running.records()).filter(({ subject }) => subject === kim.user.id);
    expect(records).toMatchObject([
      { action: "user.disable", phase: "intent", user_id: owner.user.id, subject: kim.user.id },
      { action: "user.disable", phase: "outcome", outcome: "completed", user_id: owner.user.id, subject: kim.user.id },
    ]);
    expect(records[0]?.request_id).toBe(records[1]?.request_id);
    const refused = (await running.records()).filter(
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
    const running = shared;
    const { user } = await running.enrol({ email: "kim@example.com" });
    const change = (role: string) =>
      running.admin("/admin/users/change", owner.administration, { user: user.id, role, version: user.version });
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
    const running = shared;
    for (const [path, more] of [
      ["/admin/users/change", { state: "disabled" }],
      ["/admin/users/change", { role: "member" }],
      ["/admin/users/delete", {}],
    ] as const) {
      const answer = await running.admin(path, owner.administration, { user: "owner@example.com", ...more });
      expect([answer.status, answer.body], path).toMatchObject([409, { error: { code: "last_owner" } }]);
    }
    expect((await running.admin("/admin/me", owner.device)).status).toBe(200);
  });
});

describe("a token", () => {
  it("of a tool changes no tokens and no logins, but may end itself", async () => {
    const running = shared;
    const { user, device } = await running.enrol({ email: "kim@example.com" });
    const made = await running.admin("/admin/tokens", device, { name: "codex", providers: ["openai"] });
    expect(made.body).toMatchObject({ user: user.id, providers: ["openai"], kind: "p", device: null });
    const tool = text(made.body["token"]);
    const id = text(made.body["id"]);
    const [other] = await running.users.listTokens({ userId: user.id });
    for (const [path, body] of [
      ["/admin/tokens", { name: "another" }],
      ["/admin/tokens/rotate", { id }],
      ["/admin/tokens/revoke", { id: other?.id }],
      ["/admin/logins/revoke", { provider: "openai" }],
      ["/admin/sign-ins", { provider: "anthropic" }],
    ] as const) {
      const refused = await running.admin(path, tool, body);
      expect([refused.status, refused.body], path).toMatchObject([403, { error: { code: "not_permitted" } }]);
    }
    expect((await running.admin("/admin/usage", tool)).status).toBe(200);
    expect((await running.admin("/admin/tokens/revoke", tool, { id })).status).toBe(200);
    expect((await running.admin("/admin/me", tool)).status).toBe(401);
  });

  it("of a device makes none that reaches further", async () => {
    const running = shared;
    const { user } = await running.enrol({ email: "kim@example.com" });
    const narrow = await running.users.createToken({
      userId: user.id,
      name: "phone",
      device: "phone",
      providers: ["openai"],
    });
    const wide = (providers?: string[]) =>
      running.admin("/admin/tokens", narrow.token.reveal(), { name: "tool", ...(providers && { providers }) });
    expect((await wide()).status).toBe(403);
    expect((await wide(["openai", "anthropic"])).status).toBe(403);
    expect((await wide(["openai"])).status).toBe(200);
  });

  it("is rotated and revoked by its owner; nobody learns of another person's", async () => {
    const running = shared;
    const [kim, sam] = [
      await running.enrol({ email: "kim@example.com" }),
      await running.enrol({ email: "sam@example.com" }),
    ];
    const made = await running.admin("/admin/tokens", kim.device, { name: "codex" });
    const id = text(made.body["id"]);
    for (const path of ["/admin/tokens/revoke", "/admin/tokens/rotate"]) {
      const foreign = await running.admin(path, sam.device, { id });
      const unknown = await running.admin(path, sam.device, { id: "ift_nothing" });
      expect([foreign.status, foreign.body]).toEqual([404, unknown.body]);
    }
    const rotated = await running.admin("/admin/tokens/rotate", kim.device, { id, overlap_ms: 0 });
    expect(rotated.status).toBe(200);
    expect((await running.admin("/admin/me", text(made.body["token"]))).status).toBe(401);
    const successor = text(rotated.body["token"]);
    expect((await running.admin("/admin/me", successor)).status).toBe(200);
    expect((await running.admin("/admin/tokens/revoke", kim.device, { id: rotated.body["id"] })).status).toBe(200);
    expect((await running.admin("/admin/me", successor)).status).toBe(401);
  });

  it("is shown when it is made and never again", async () => {
    const running = shared;
    const kim = await running.enrol({ email: "kim@example.com" });
    await running.loginOf(kim.user, "at-kims-secret");
    const shown = [];
    for (const path of [
      "tokens?user=kim@example.com",
      "logins?user=kim@example.com",
      "users",
      "audit",
      "usage?user=all",
    ]) {
      shown.push(JSON.stringify((await running.admin(`/admin/${path}`, owner.administration)).body));
    }
    const all = shown.join("\n");
    expect(all).toContain("kim@example.com");
    for (const secret of ["at-kims-secret", kim.device, owner.administration, kim.device.slice(5, 25)]) {
      expect(all).not.toContain(secret);
    }
  });
});

it("a person's login is spent for that person's token alone, and use is counted by person", async () => {
  const running = shared;
  const [kim, sam] = [
    await running.enrol({ email: "kim@example.com" }),
    await running.enrol({ email: "sam@example.com" }),
  ];
  await running.loginOf(kim.user, "at-kim");
  expect((await running.chat(chatBody("hi"))).status).toBe(401);
  for (const [member, credential] of [
    [kim, "Bearer at-kim"],
    [sam, "Bearer sk-environment"],
  ] as const) {
    const answer = await running.chat(chatBody("hi", { user: kim.user.id }), {
      ...bearer(member.device),
      "x-user-id": kim.user.id,
    });
    await answer.text();
    expect(answer.status).toBe(200);
    expect(running.upstream.requests.at(-1)?.headers["authorization"]).toBe(credential);
  }
  const all = await running.admin("/admin/usage?user=all", owner.administration);
  expect(all.body["usage"]).toHaveLength(2);
  const mine = await running.admin("/admin/usage", kim.device);
  expect(mine.body["usage"]).toMatchObject([{ user: kim.user.id, provider: "openai", model: "gpt-test", requests: 1 }]);
  expect((await running.admin("/admin/usage?user=sam@example.com", kim.device)).status).toBe(403);
});

it("whoever has no login is told the command that works on a team's server; a key of one's own is spent for oneself alone", async () => {
  const running = await start({ env: { OPENAI_API_KEY: undefined, COHERE_API_KEY: undefined } });
  const [kim, sam] = [
    await running.enrol({ email: "kim@example.com" }),
    await running.enrol({ email: "sam@example.com" }),
  ];
  const server = `--server ${running.adminUrl}`;
  const refused = await errorOf(await running.chat(chatBody("hi"), bearer(kim.device)));
  expect(refused).toMatchObject({ code: "reauthentication_required" });
  expect(refused["message"]).toContain(`infershield auth login ${server} openai`);
  const cohere = (member: Member): Promise<Response> =>
    fetch(`${running.url}/v2/chat`, {
      method: "POST",
      headers: { ...bearer(member.device), "content-type": "application/json" },
      body: JSON.stringify({ model: "command-r", messages: [{ role: "user", content: "hi" }] }),
    });
  expect(await (await cohere(kim)).text()).toContain(`infershield auth login ${server} --with-token cohere`);
  const stored = await running.admin("/admin/logins", kim.device, { provider: "cohere", api_key: "key-of-kims-own" });
  expect(stored.body).toMatchObject({ provider: "cohere", kind: "api_key", state: "active" });
  expect((await cohere(kim)).status).toBe(200);
  expect(running.upstream.requests.at(-1)?.headers["authorization"]).toBe("Bearer key-of-kims-own");
  expect((await cohere(sam)).status).toBe(502);
  const logins = (await running.records()).filter(({ action }) => action === "auth.login");
  expect(logins.map(({ phase, provider, subject }) => [phase, provider, subject])).toEqual([
    ["intent", "cohere", kim.user.id],
    ["outcome", "cohere", kim.user.id],
  ]);
  const escapes = { provider: "cohere", account: "work\u001b[2J", api_key: "key-of-kims-own" };
  expect(await running.admin("/admin/logins", kim.device, escapes)).toMatchObject({ status: 400 });
  const wrong = await running.admin("/admin/logins", kim.device, { provider: "cohere", api_key: "two words" });
  expect([wrong.status, JSON.stringify(wrong.body)]).toEqual([400, expect.not.stringContaining("two words")]);
});

describe("a limit", () => {
  it("of requests a minute refuses in the caller's dialect, and says when to come back", async () => {
    const running = await start({ flags: { limits: { requestsPerMinutePerUser: 1 } } });
    const kim = await running.enrol({ email: "kim@example.com" });
    await (await running.chat(chatBody("hi"), bearer(kim.device))).text();
    const refused = await running.chat(chatBody("hi"), bearer(kim.device));
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "60"]);
    expect(await errorOf(refused)).toMatchObject({ code: "rate_limited" });
    const anthropic = await fetch(`${running.url}/v1/messages`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-api-key": kim.device },
      body: JSON.stringify({ model: "m", max_tokens: 1, messages: [{ role: "user", content: "hi" }] }),
    });
    expect(anthropic.status).toBe(429);
    expect(await anthropic.json()).toMatchObject({ type: "error", error: { type: "rate_limit_error" } });
    expect(running.upstream.requests).toHaveLength(1);
  });

  it("of a team holds for all its members together, and for nobody else", async () => {
    const running = await start({ flags: { limits: { tokensPerMinutePerTeam: 1 } } });
    await running.users.createTeam({ id: "blue" });
    const [kim, sam] = [
      await running.enrol({ email: "kim@example.com", team: "blue" }),
      await running.enrol({ email: "sam@example.com", team: "blue" }),
    ];
    const other = await running.enrol({ email: "other@example.com" });
    await (await running.chat(chatBody("hi"), bearer(kim.device))).text();
    expect((await running.chat(chatBody("hi"), bearer(sam.device))).status).toBe(429);
    expect((await running.chat(chatBody("hi"), bearer(other.device))).status).toBe(200);
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

it("a code is no token, and a token is no code", async () => {
  const running = shared;
  const { user, device } = await running.enrol({ email: "kim@example.com" });
  const { token: code } = await running.users.createEnrolment(user.id);
  expect((await running.chat(chatBody("hi"), bearer(code.reveal()))).status).toBe(401);
  expect((await running.admin("/admin/login", undefined, { code: device, device: "x" })).status).toBe(401);
  expect(await running.users.authenticate(new Secret(device))).toMatchObject({ ok: true });
});
