import { Secret } from "@infershield/core";
import { roles, userNamed } from "@infershield/identity";
import { z } from "zod";
import { type AdminRoute, defined, json, route, text } from "./admin-route.ts";
import { enrolDevice } from "./enrol.ts";
import { listLogins, revokeLogins, storeApiKey } from "./logins.ts";
import {
  changeUser,
  createTeam,
  createUser,
  deleteTeam,
  deleteUser,
  inviteDevice,
  listTeams,
  listUsers,
} from "./people.ts";
import { policyRoutes } from "./policy-routes.ts";
import { emailsOf, exportRecords, readUsage } from "./records.ts";
import { createToken, listTokens, revokeToken, rotateToken } from "./tokens.ts";
import {
  deletedUserJson,
  deviceJson,
  invitationJson,
  loginJson,
  newTokenJson,
  signInJson,
  teamJson,
  tokenJson,
  usageJson,
  userJson,
} from "./wire.ts";

const nothing = z.strictObject({});
const user = text.optional();
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .optional();
const time = z.coerce.number().int().min(0).optional();
const role = z.enum(roles);
/** What a person calls one of several logins; it is shown on terminals of others. */
const account = z.string().regex(/^[^\p{C}\p{Zl}\p{Zp}]{1,64}$/u, "a label is 1 to 64 printable characters");
/** Visible ASCII, as it stands in a header. */
const apiKey = z.string().regex(/^[\x21-\x7e]{8,4096}$/, "an API key is 8 to 4,096 visible characters");

const enrolment = z.strictObject({ code: text, device: text });

/** Every endpoint of the admin API. */
export const adminRoutes: readonly AdminRoute[] = [
  {
    method: "POST",
    path: "/admin/login",
    needs: "code",
    input: enrolment,
    answer: async ({ peer }, input, { team, proxyUrl }) => {
      const { code, device } = enrolment.parse(input);
      const enrolled = await enrolDevice(team, { code, device, ...(peer !== undefined && { peer }) });
      return json(deviceJson(enrolled, proxyUrl));
    },
  },
  route("GET /admin/me", ["usage:own"], nothing, async ({ actor }, _, { team, proxyUrl }) => {
    const me = await userNamed(team.users, actor.userId);
    return json({ user: userJson(me), token: actor.grant ? tokenJson(actor.grant) : null, proxy_url: proxyUrl });
  }),

  route(
    "GET /admin/users",
    ["users:read"],
    z.strictObject({ after: text.optional(), limit: z.coerce.number().int().min(1).max(1_000).optional(), team: user }),
    async ({ actor }, page, { team }) => json({ users: (await listUsers(team, actor, defined(page))).map(userJson) }),
  ),
  route(
    "POST /admin/users",
    ["users:write"],
    z.strictObject({ email: text, role: role.optional(), name: text.optional(), team: text.optional() }),
    async ({ actor }, wish, { team }) => json(invitationJson(await createUser(team, actor, defined(wish)))),
  ),
  route(
    "POST /admin/users/invite",
    ["users:write"],
    z.strictObject({ user: text }),
    async ({ actor }, wish, { team }) => json(invitationJson(await inviteDevice(team, actor, wish.user))),
  ),
  route(
    "POST /admin/users/change",
    ["users:write"],
    z.strictObject({
      user: text,
      role: role.optional(),
      name: text.optional(),
      team: text.nullable().optional(),
      state: z.enum(["active", "disabled"]).optional(),
      version: z.int().min(0).optional(),
    }),
    async ({ actor }, { user: name, version: expectedVersion, ...change }, { team }) =>
      json(userJson(await changeUser(team, actor, name, defined({ ...change, expectedVersion })))),
  ),
  route(
    "POST /admin/users/delete",
    ["users:write"],
    z.strictObject({ user: text, shred: z.boolean().optional() }),
    async ({ actor }, wish, { team }) => json(deletedUserJson(await deleteUser(team, actor, defined(wish)))),
  ),

  route("GET /admin/teams", ["users:read"], nothing, async ({ actor }, _, { team }) =>
    json({ teams: (await listTeams(team, actor)).map(teamJson) }),
  ),
  route(
    "POST /admin/teams",
    ["users:write"],
    z.strictObject({ id: text, name: text.optional() }),
    async ({ actor }, wish, { team }) => json(teamJson(await createTeam(team, actor, defined(wish)))),
  ),
  route("POST /admin/teams/delete", ["users:write"], z.strictObject({ id: text }), async ({ actor }, wish, { team }) =>
    json(teamJson(await deleteTeam(team, actor, wish.id))),
  ),

  route(
    "GET /admin/tokens",
    ["tokens:own", "tokens:read"],
    z.strictObject({ user }),
    async ({ actor }, wish, { team }) => json({ tokens: (await listTokens(team, actor, wish.user)).map(tokenJson) }),
  ),
  route(
    "POST /admin/tokens",
    ["tokens:own", "tokens:write"],
    z.strictObject({
      name: text,
      user,
      providers: z.array(text).min(1).max(64).optional(),
      path: z.boolean().optional(),
      expires_in_ms: z.int().min(1).optional(),
    }),
    async ({ actor }, { expires_in_ms: expiresInMs, ...wish }, { team }) =>
      json(newTokenJson(await createToken(team, actor, defined({ ...wish, expiresInMs })))),
  ),
  route(
    "POST /admin/tokens/rotate",
    ["tokens:own"],
    z.strictObject({ id: text, overlap_ms: z.int().min(0).optional() }),
    async ({ actor }, { id, overlap_ms: overlapMs }, { team }) =>
      json(newTokenJson(await rotateToken(team, actor, defined({ id, overlapMs })))),
  ),
  route(
    "POST /admin/tokens/revoke",
    ["tokens:own", "tokens:revoke"],
    z.strictObject({ id: text }),
    async ({ actor }, { id }, { team }) => json(tokenJson(await revokeToken(team, actor, id))),
  ),

  route("GET /admin/providers", ["logins:own", "logins:write"], nothing, async (_, __, { team }) =>
    json({
      providers: team.providers.list().map(({ name, displayName, signIn }) => ({
        name,
        display_name: displayName,
        sign_in: signIn?.flow ?? null,
        redirect_path: signIn?.redirectPath ?? null,
      })),
    }),
  ),
  route(
    "GET /admin/logins",
    ["logins:own", "logins:read"],
    z.strictObject({ user }),
    async ({ actor }, wish, { team }) => json({ logins: (await listLogins(team, actor, wish.user)).map(loginJson) }),
  ),
  route(
    "POST /admin/logins",
    ["logins:own", "logins:write"],
    z.strictObject({ provider: text, account: account.default("default"), user, api_key: apiKey }),
    async ({ actor }, { api_key, ...wish }, { team }) =>
      json(loginJson(await storeApiKey(team, actor, { ...defined(wish), apiKey: new Secret(api_key) }))),
  ),
  route(
    "POST /admin/logins/revoke",
    ["logins:own", "logins:revoke"],
    z.strictObject({ provider: text, user, account: text.optional() }),
    async ({ actor }, wish, { team }) => json({ signed_out: await revokeLogins(team, actor, defined(wish)) }),
  ),
  route(
    "POST /admin/sign-ins",
    ["logins:own", "logins:write"],
    z.strictObject({ provider: text, account: account.default("default"), user, redirect_uri: text.optional() }),
    async ({ actor }, { redirect_uri: redirectUri, ...wish }, { signIns }) =>
      json(signInJson(await signIns.start(actor, defined({ ...wish, redirectUri })))),
  ),
  route("GET /admin/sign-ins/:id", ["logins:own", "logins:write"], nothing, async ({ actor, id }, _, { signIns }) =>
    json(signInJson(signIns.view(actor, id))),
  ),
  route(
    "POST /admin/sign-ins/:id/return",
    ["logins:own", "logins:write"],
    z.strictObject({ address: z.string().min(1).max(8_192) }),
    async ({ actor, id }, { address }, { signIns }) => {
      signIns.resume(actor, id, address);
      return json(signInJson(signIns.view(actor, id)));
    },
  ),
  route(
    "POST /admin/sign-ins/:id/cancel",
    ["logins:own", "logins:write"],
    nothing,
    async ({ actor, id }, _, { signIns }) => {
      signIns.cancel(actor, id);
      return json(signInJson(signIns.view(actor, id)));
    },
  ),

  ...policyRoutes,

  route(
    "GET /admin/usage",
    ["usage:own", "usage:read"],
    z.strictObject({ user, since: day, until: day }),
    async ({ actor }, wish, { team }) => {
      const rows = await readUsage(team, actor, defined(wish));
      const emails = await emailsOf(team, rows);
      return json({ usage: rows.map((row) => usageJson(row, emails.get(row.userId))) });
    },
  ),
  route(
    "GET /admin/audit",
    ["audit:read"],
    z.strictObject({
      user,
      since: time,
      until: time,
      decision: z.enum(["allow", "redact", "block", "error", "refuse"]).optional(),
      event: z.enum(["request", "authentication", "admin", "token", "lifecycle"]).optional(),
      format: z.enum(["jsonl", "csv", "cef", "ocsf"]).default("jsonl"),
    }),
    async ({ actor }, wish, { team }) => ({
      text: await exportRecords(team, actor, defined(wish)),
      type: wish.format === "csv" ? "text/csv; charset=utf-8" : "text/plain; charset=utf-8",
    }),
  ),
];
