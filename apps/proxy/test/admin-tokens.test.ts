import { Secret } from "@infershield/core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { bearer, chatBody } from "./harness.ts";
import { type Member, startTestTeam, type TestTeam } from "./team-harness.ts";

let shared: TestTeam;
let owner: Member;

beforeAll(async () => {
  shared = await startTestTeam();
  owner = await shared.enrol({ email: "owner@example.com", role: "owner" });
});

afterAll(() => shared.close());

afterEach(async () => {
  for (const { id } of await shared.users.listUsers()) if (id !== owner.user.id) await shared.users.deleteUser(id);
});

const text = (value: unknown): string => (typeof value === "string" ? value : "");

describe("a token", () => {
  it("of a tool changes no tokens and no logins, but may end itself", async () => {
    const { user, device } = await shared.enrol({ email: "kim@example.com" });
    const made = await shared.admin("/admin/tokens", device, { name: "codex", providers: ["openai"] });
    expect(made.body).toMatchObject({ user: user.id, providers: ["openai"], kind: "p", device: null });
    const tool = text(made.body["token"]);
    const id = text(made.body["id"]);
    const [other] = await shared.users.listTokens({ userId: user.id });
    for (const [path, body] of [
      ["/admin/tokens", { name: "another" }],
      ["/admin/tokens/rotate", { id }],
      ["/admin/tokens/revoke", { id: other?.id }],
      ["/admin/logins/revoke", { provider: "openai" }],
      ["/admin/sign-ins", { provider: "anthropic" }],
    ] as const) {
      const refused = await shared.admin(path, tool, body);
      expect([refused.status, refused.body], path).toMatchObject([403, { error: { code: "not_permitted" } }]);
    }
    expect((await shared.admin("/admin/usage", tool)).status).toBe(200);
    expect((await shared.admin("/admin/tokens/revoke", tool, { id })).status).toBe(200);
    expect((await shared.admin("/admin/me", tool)).status).toBe(401);
  });

  it("of a device makes none that reaches further", async () => {
    const { user } = await shared.enrol({ email: "kim@example.com" });
    const narrow = await shared.users.createToken({
      userId: user.id,
      name: "phone",
      device: "phone",
      providers: ["openai"],
    });
    const wide = (providers?: string[]) =>
      shared.admin("/admin/tokens", narrow.token.reveal(), { name: "tool", ...(providers && { providers }) });
    expect((await wide()).status).toBe(403);
    expect((await wide(["openai", "anthropic"])).status).toBe(403);
    expect((await wide(["openai"])).status).toBe(200);
  });

  it("is rotated and revoked by its owner; nobody learns of another person's", async () => {
    const [kim, sam] = [
      await shared.enrol({ email: "kim@example.com" }),
      await shared.enrol({ email: "sam@example.com" }),
    ];
    const made = await shared.admin("/admin/tokens", kim.device, { name: "codex" });
    const id = text(made.body["id"]);
    for (const path of ["/admin/tokens/revoke", "/admin/tokens/rotate"]) {
      const foreign = await shared.admin(path, sam.device, { id });
      const unknown = await shared.admin(path, sam.device, { id: "ift_nothing" });
      expect([foreign.status, foreign.body]).toEqual([404, unknown.body]);
    }
    const rotated = await shared.admin("/admin/tokens/rotate", kim.device, { id, overlap_ms: 0 });
    expect(rotated.status).toBe(200);
    expect((await shared.admin("/admin/me", text(made.body["token"]))).status).toBe(401);
    const successor = text(rotated.body["token"]);
    expect((await shared.admin("/admin/me", successor)).status).toBe(200);
    expect((await shared.admin("/admin/tokens/revoke", kim.device, { id: rotated.body["id"] })).status).toBe(200);
    expect((await shared.admin("/admin/me", successor)).status).toBe(401);
  });

  it("is shown when it is made and never again", async () => {
    const kim = await shared.enrol({ email: "kim@example.com" });
    await shared.loginOf(kim.user, "at-kims-secret");
    const shown = [];
    for (const path of [
      "tokens?user=kim@example.com",
      "logins?user=kim@example.com",
      "users",
      "audit",
      "usage?user=all",
    ]) {
      shown.push(JSON.stringify((await shared.admin(`/admin/${path}`, owner.administration)).body));
    }
    const all = shown.join("\n");
    expect(all).toContain("kim@example.com");
    for (const secret of ["at-kims-secret", kim.device, owner.administration, kim.device.slice(5, 25)]) {
      expect(all).not.toContain(secret);
    }
  });
});

it("a code is no token, and a token is no code", async () => {
  const { user, device } = await shared.enrol({ email: "kim@example.com" });
  const { token: code } = await shared.users.createEnrolment(user.id);
  expect((await shared.chat(chatBody("hi"), bearer(code.reveal()))).status).toBe(401);
  expect((await shared.admin("/admin/login", undefined, { code: device, device: "x" })).status).toBe(401);
  expect(await shared.users.authenticate(new Secret(device))).toMatchObject({ ok: true });
});
