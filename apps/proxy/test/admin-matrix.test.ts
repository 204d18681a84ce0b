import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adminRoutes } from "../src/admin/routes.ts";
import { startTestTeam, type TestTeam } from "./team-harness.ts";

const everybody = ["member", "other member", "auditor", "owner's device", "owner", "admin", "security"] as const;
const administrators = ["owner", "admin"] as const;
const overview = ["auditor", "owner", "admin", "security"] as const;
type Credential = (typeof everybody)[number];

interface Cell {
  /** Query or body that has nothing wrong in itself; `*` becomes something new at each call. */
  readonly input?: Readonly<Record<string, unknown>>;
  /** Whoever is not named here is refused. */
  readonly lets: readonly Credential[];
}

const own = everybody;
const withLogins = everybody.filter((name) => name !== "auditor");

/** Who may call what. A route that is missing here fails the first test. */
const matrix: Readonly<Record<string, Cell>> = {
  "GET /admin/me": { lets: own },
  "GET /admin/users": { lets: overview },
  "POST /admin/users": { input: { email: "*@example.com" }, lets: administrators },
  "POST /admin/users/invite": { input: { user: "other@example.com" }, lets: administrators },
  "POST /admin/users/change": { input: { user: "other@example.com", name: "Other" }, lets: administrators },
  "POST /admin/users/delete": { input: { user: "nobody@example.com" }, lets: administrators },
  "GET /admin/teams": { lets: overview },
  "POST /admin/teams": { input: { id: "team-*" }, lets: administrators },
  "POST /admin/teams/delete": { input: { id: "nothing" }, lets: administrators },
  "GET /admin/tokens": { lets: own },
  "GET /admin/tokens?user=other@example.com": { lets: overview },
  "POST /admin/tokens": { input: { name: "tool" }, lets: own },
  "POST /admin/tokens of a service": { input: { name: "ci", user: "service@example.com" }, lets: administrators },
  "POST /admin/tokens of a person": { input: { name: "ci", user: "other@example.com" }, lets: [] },
  "POST /admin/tokens/rotate": { input: { id: "ift_nothing" }, lets: own },
  // An owner's device could end other people's tokens by its role, and may not by its scopes.
  "POST /admin/tokens/revoke": {
    input: { id: "ift_nothing" },
    lets: everybody.filter((name) => name !== "owner's device"),
  },
  "GET /admin/providers": { lets: withLogins },
  "GET /admin/logins": { lets: withLogins },
  "GET /admin/logins?user=other@example.com": { lets: overview },
  "POST /admin/logins": { input: { provider: "cohere", api_key: "key-of-my-own" }, lets: withLogins },
  "POST /admin/logins of another": {
    input: { provider: "cohere", api_key: "key-for-another", user: "other@example.com" },
    lets: administrators,
  },
  "POST /admin/logins/revoke": { input: { provider: "openai" }, lets: withLogins },
  "POST /admin/logins/revoke of another": {
    input: { provider: "openai", user: "other@example.com" },
    lets: ["owner", "admin", "security"],
  },
  "POST /admin/sign-ins": { input: { provider: "anthropic" }, lets: withLogins },
  "POST /admin/sign-ins of another": {
    input: { provider: "anthropic", user: "other@example.com" },
    lets: administrators,
  },
  "GET /admin/sign-ins/:id": { lets: withLogins },
  "POST /admin/sign-ins/:id/return": { input: { address: "http://127.0.0.1:1/callback" }, lets: withLogins },
  "POST /admin/sign-ins/:id/cancel": { input: {}, lets: withLogins },
  "GET /admin/policies": { lets: overview },
  "GET /admin/policies/effective": { lets: own },
  "GET /admin/policies/effective?user=other@example.com": { lets: overview },
  "GET /admin/policies/history": { lets: overview },
  "GET /admin/policies/version?layer=org": { lets: overview },
  "POST /admin/policies": {
    input: { document: { version: 1, level: "org", name: "acme", riskThreshold: 70 } },
    lets: ["owner", "security"],
  },
  "POST /admin/policies/remove": { input: { layer: "team:nothing" }, lets: ["owner", "security"] },
  "GET /admin/usage": { lets: own },
  "GET /admin/usage?user=all": { lets: overview },
  "GET /admin/audit": { lets: overview },
};

let team: TestTeam;
const good = new Map<Credential, string>();
const bad = new Map<string, string | undefined>();
let calls = 0;

beforeAll(async () => {
  team = await startTestTeam();
  const enrol = (email: string, role?: "owner" | "admin" | "security" | "auditor" | "service") =>
    team.enrol({ email: `${email}@example.com`, ...(role && { role }) });
  const owner = await enrol("owner", "owner");
  const [admin, security, auditor] = [
    await enrol("admin", "admin"),
    await enrol("security", "security"),
    await enrol("auditor", "auditor"),
  ];
  const [member, other] = [await enrol("member"), await enrol("other")];
  await enrol("service", "service");
  good.set("member", member.device).set("other member", other.device).set("auditor", auditor.device);
  good.set("owner's device", owner.device).set("owner", owner.administration);
  good.set("admin", admin.administration).set("security", security.administration);

  const { users } = team;
  const ofOwner = { userId: owner.user.id, kind: "a", name: "bad" } as const;
  const revoked = await users.createToken(ofOwner);
  await users.revokeToken(revoked.grant.id);
  const expired = await users.createToken({ ...ofOwner, expiresInMs: 1 });
  const path = await users.createToken({ userId: owner.user.id, name: "path", path: true, providers: ["openai"] });
  const code = await users.createEnrolment(owner.user.id);
  const disabled = await enrol("disabled", "owner");
  await users.changeUser(disabled.user.id, { state: "disabled" });
  const deleted = await enrol("deleted", "owner");
  await users.deleteUser(deleted.user.id);
  bad.set("none", undefined).set("a provider's key", "sk-foreign").set("a typing error", `${owner.administration}x`);
  bad.set("revoked", revoked.token.reveal()).set("expired", expired.token.reveal());
  bad.set("a path token", path.token.reveal()).set("an enrolment code", code.token.reveal());
  bad.set("of a disabled owner", disabled.administration).set("of a deleted owner", deleted.administration);
});

afterAll(() => team.close());

async function call(name: string, token: string | undefined): Promise<number> {
  const [method, target = ""] = name.split(" ");
  calls += 1;
  const filled = JSON.stringify(matrix[name]?.input ?? {}).replaceAll("*", String(calls));
  const path = target.replace(":id", "sgn_0");
  return (await team.admin(path, token, method === "POST" ? JSON.parse(filled) : undefined)).status;
}

describe("every endpoint of the admin API", () => {
  it("is in the table of this test, but for the one that takes a code", () => {
    const withToken = adminRoutes.filter(({ needs }) => needs !== "code");
    const named = new Set(Object.keys(matrix).map((name) => name.replace(/\?.*| of .*/, "")));
    expect(named).toEqual(new Set(withToken.map(({ method, path }) => `${method} ${path}`)));
    expect(adminRoutes.filter(({ needs }) => needs === "code").map(({ path }) => path)).toEqual(["/admin/login"]);
  });

  it.each(Object.keys(matrix))("%s lets in whom it should, and nobody else", async (name) => {
    const { lets = [] } = matrix[name] ?? {};
    for (const credential of everybody) {
      const status = await call(name, good.get(credential));
      const expected = lets.includes(credential) ? "let in" : 403;
      expect({ credential, status: status === 401 || status === 403 ? status : "let in" }).toEqual({
        credential,
        status: expected,
      });
    }
    const refused = [...bad].map(async ([credential, token]) => ({ credential, status: await call(name, token) }));
    for (const { credential, status } of await Promise.all(refused)) {
      // 429 once there were many.
      expect([401, 429], `${credential} got ${status}`).toContain(status);
    }
  });
});

it("an account's id in a header or in another place of the request gives no authority", async () => {
  const owner = (await team.users.findUser({ email: "owner@example.com" }))?.id ?? "";
  const headers = { "x-user-id": owner, "x-infershield-user": owner, cookie: `user=${owner}` };
  const member = { authorization: `Bearer ${good.get("member")}`, ...headers };
  const me = await fetch(`${team.adminUrl}/admin/me`, { headers: member });
  expect(await me.json()).toMatchObject({ user: { email: "member@example.com" } });
  const users = await fetch(`${team.adminUrl}/admin/users`, { headers: member });
  expect(users.status).toBe(403);
  const pretended = await fetch(`${team.adminUrl}/admin/me?user=${owner}`, { headers: member });
  expect(pretended.status).toBe(400);
});
