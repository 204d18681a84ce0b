import { openInstance } from "@infershield/instance";
import { chatChunks, sseAnswer } from "@infershield/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { chatBody } from "./harness.ts";
import { type Member, startTestTeam, type TestTeam } from "./team-harness.ts";

let team: TestTeam;
let owner: Member;

beforeAll(async () => {
  team = await startTestTeam();
  owner = await team.enrol({ email: "owner@example.com", role: "owner" });
  team.upstream.always((request) =>
    request.body.includes('"stream":true')
      ? sseAnswer([...chatChunks(["one"]).slice(0, 2), "hang"])
      : { headers: { "content-type": "application/json" }, steps: ["{}"] },
  );
});

afterAll(() => team.close());

const tokenOf = async ({ user }: Member): Promise<string> =>
  (await team.users.listTokens({ userId: user.id })).find(({ kind }) => kind === "p")?.id ?? "";

/** Every way in which somebody's access ends. */
const ends: Readonly<Record<string, (member: Member) => Promise<unknown>>> = {
  "revoked by its owner": async (member) =>
    team.admin("/admin/tokens/revoke", member.device, { id: await tokenOf(member) }),
  "of a disabled account": ({ user }) =>
    team.admin("/admin/users/change", owner.administration, { user: user.id, state: "disabled" }),
  "of a deleted account": ({ user }) => team.admin("/admin/users/delete", owner.administration, { user: user.id }),
  "whose role sends nothing to models any more": ({ user }) =>
    team.admin("/admin/users/change", owner.administration, { user: user.id, role: "auditor" }),
  "revoked by another process": async (member) => {
    const other = await openInstance(team.config, { create: false });
    await other.directory.revokeToken(await tokenOf(member));
    await other.close();
  },
};

it.each(Object.keys(ends))("a token %s is refused, and its running answer is cut off", async (way) => {
  const member = await team.enrol({ email: `${Object.keys(ends).indexOf(way)}@example.com` });
  const authorization = `Bearer ${member.device}`;
  const running = await team.chat(chatBody("hi", { stream: true }), { authorization });
  expect(running.status).toBe(200);
  const text = running.text();
  await ends[way]?.(member);
  const status = async () => (await team.chat(chatBody("hi"), { authorization })).status;
  await expect.poll(status).toBeGreaterThanOrEqual(401);
  expect(await text).not.toContain("[DONE]");
  const others = await team.chat(chatBody("hi"), { authorization: `Bearer ${owner.device}` });
  expect(others.status).toBe(200);
});
