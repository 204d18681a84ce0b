import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readAuditLog } from "@infershield/audit";
import { InferShieldError, system } from "@infershield/core";
import type { User } from "@infershield/identity";
import { type Instance, loadConfig, openInstance } from "@infershield/instance";
import { chatGptSignIn, type FakeAuthorizationServer, startFakeAuthorizationServer } from "@infershield/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Ticker } from "../ticker.ts";
import type { Actor } from "./actor.ts";
import type { SignInView } from "./run-sign-in.ts";
import { createSignIns, type SignIns } from "./sign-ins.ts";
import { teamOf } from "./team.ts";

/** Sign in with ChatGPT through a team's server: the preset's own data against a scripted fake of OpenAI's server. */

const ticker: Ticker = { watch: () => () => {}, stop: () => {} };
const redirectUri = "http://127.0.0.1:1455/auth/callback";

let folder: string;
let instance: Instance;
let fake: FakeAuthorizationServer;
let signIns: SignIns;
let kim: User;
let sam: User;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "infershield-sign-ins-"));
  const env = {
    INFERSHIELD_HOME: join(folder, "home"),
    INFERSHIELD_MODE: "multi-user",
    INFERSHIELD_MASTER_KEY: "0123456789abcdef".repeat(4),
  };
  instance = await openInstance(await loadConfig({ env, homedir: folder }), { create: true });
  fake = await startFakeAuthorizationServer(chatGptSignIn);
  const outside = {
    ...system,
    fetch: (input: Parameters<typeof fetch>[0], init?: RequestInit) => {
      const { host, pathname } = new URL(String(input));
      expect(host).toBe("auth.openai.com");
      return fetch(fake.origin + pathname, init);
    },
  };
  const team = teamOf(instance, outside, async () => true);
  if (team === undefined) throw new Error("This is no team.");
  [kim, sam] = [
    await team.users.createUser({ email: "kim@example.com" }),
    await team.users.createUser({ email: "sam@example.com", role: "admin" }),
  ];
  signIns = createSignIns(team, ticker);
});
afterEach(async () => {
  await signIns.close();
  await instance.close();
  await fake.close();
  await rm(folder, { recursive: true });
});

function actor(user: User): Actor {
  return { userId: user.id, role: user.role, scopes: ["proxy:invoke", "admin:users"] };
}

const start = (who: User, more: object = {}): Promise<SignInView> =>
  signIns.start(actor(who), { provider: "openai", account: "default", redirectUri, ...more });

/** Where the browser of somebody who agrees ends. */
async function returnOf({ prompt }: SignInView): Promise<string> {
  if (prompt?.flow !== "browser") throw new Error("Nothing to visit.");
  const { pathname, search } = new URL(prompt.url);
  const answer = await fetch(fake.origin + pathname + search, { redirect: "manual" });
  return answer.headers.get("location") ?? "";
}

const ended = (who: User, { id }: SignInView): Promise<SignInView> =>
  expect
    .poll(() => signIns.view(actor(who), id))
    .not.toMatchObject({ status: "waiting" })
    .then(() => signIns.view(actor(who), id));

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof InferShieldError) return error.code;
    throw error;
  }
  return "nothing";
}

test("the person's machine passes on where the browser came back to, and the server keeps the tokens", async () => {
  const waiting = await start(kim);
  expect(waiting).toMatchObject({ status: "waiting", prompt: { flow: "browser" } });
  signIns.resume(actor(kim), waiting.id, await returnOf(waiting));
  expect(await ended(kim, waiting)).toMatchObject({ status: "done", name: "kim@example.com" });
  const stored = await instance.tokens.get({ tenant: "default", userId: kim.id, provider: "openai" });
  expect(stored?.accessToken?.reveal()).toBe("chatgpt-access-1");
  expect(JSON.stringify(signIns.view(actor(kim), waiting.id))).not.toContain("chatgpt-");
});

test("an administrator signs somebody else in, and is the only one who can go on with it", async () => {
  const waiting = await start(sam, { user: "kim@example.com" });
  for (const work of [
    () => signIns.view(actor(kim), waiting.id),
    () => signIns.resume(actor(kim), waiting.id, redirectUri),
    () => signIns.cancel(actor(kim), waiting.id),
  ]) {
    expect(codeOf(work)).toBe("NOT_FOUND");
  }
  signIns.resume(actor(sam), waiting.id, await returnOf(waiting));
  expect(await ended(sam, waiting)).toMatchObject({ status: "done" });
  expect(await instance.tokens.list({ userId: kim.id })).toHaveLength(1);
  expect(await instance.tokens.list({ userId: sam.id })).toEqual([]);
});

test("a member signs nobody else in", async () => {
  await expect(start(kim, { user: "sam@example.com" })).rejects.toMatchObject({ code: "NOT_PERMITTED" });
  expect(fake.calls()).toEqual([]);
});

test.each([
  "https://evil.example/auth/callback",
  "http://127.0.0.1:1455/elsewhere",
  "http://127.0.0.1:1455@evil.example/auth/callback",
  "http://localhost:1455/auth/callback",
  "",
])("a browser is never sent back to %j", async (address) => {
  const failed = await start(kim, { redirectUri: address });
  expect(failed).toMatchObject({ status: "failed", error: { code: "UNTRUSTED_URI" } });
  expect(failed.prompt).toBeUndefined();
});

test("what came back with another sign-in's state is refused", async () => {
  const [mine, other] = [await start(kim), await start(sam)];
  signIns.resume(actor(kim), mine.id, await returnOf(other));
  expect(await ended(kim, mine)).toMatchObject({ status: "failed", error: { code: "INVALID_RESPONSE" } });
  expect(await instance.tokens.list()).toEqual([]);
});

test("the tokens of an account that was disabled meanwhile are revoked and not kept", async () => {
  const waiting = await start(kim);
  await instance.users?.changeUser(kim.id, { state: "disabled" });
  signIns.resume(actor(kim), waiting.id, await returnOf(waiting));
  expect(await ended(kim, waiting)).toMatchObject({ status: "failed", error: { code: "ABORTED" } });
  expect(fake.calls("/api/accounts/oauth/revoke")).toHaveLength(1);
  expect(await instance.tokens.list()).toEqual([]);
});

test("a cancelled sign-in ends, and each leaves an intent and an outcome", async () => {
  const waiting = await start(kim);
  signIns.cancel(actor(kim), waiting.id);
  expect(await ended(kim, waiting)).toMatchObject({ status: "failed", error: { code: "CANCELLED" } });
  await instance.audit.flush();
  const records: unknown[] = [];
  for await (const { action, phase, user_id, subject } of readAuditLog(instance.auditSource)) {
    if (action === "auth.login") records.push([phase, user_id, subject]);
  }
  expect(records).toEqual([
    ["intent", kim.id, kim.id],
    ["outcome", kim.id, kim.id],
  ]);
});

test("one person has five waiting sign-ins at most", async () => {
  for (let count = 0; count < 5; count += 1) await start(kim);
  await expect(start(kim)).rejects.toMatchObject({ code: "TOO_MANY_REQUESTS_IN_FLIGHT" });
  await start(sam);
});
