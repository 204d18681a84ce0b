import { afterEach, describe, expect, it } from "vitest";
import { bearer, chatBody, errorOf } from "./harness.ts";
import { type Member, startTestTeam, type TestTeam } from "./team-harness.ts";

let own: TestTeam | undefined;
afterEach(() => own?.close());

async function start(options?: Parameters<typeof startTestTeam>[0]): Promise<TestTeam> {
  own = await startTestTeam(options);
  return own;
}

it("a person's login is spent for that person's token alone, and use is counted by person", async () => {
  const running = await start();
  const owner = await running.enrol({ email: "owner@example.com", role: "owner" });
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
