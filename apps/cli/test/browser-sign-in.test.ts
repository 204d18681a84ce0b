import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { type Principal, type System, system } from "@infershield/core";
import { type Instance, loadConfig, openInstance } from "@infershield/instance";
import { createCustody, logout } from "@infershield/key-custody";
import {
  chatGptSignIn,
  type FakeAuthorizationServer,
  type Script,
  startFakeAuthorizationServer,
} from "@infershield/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type BrowserLoginView, jsonBrowserView, textBrowserView } from "../src/auth/browser-login-view.ts";
import { browserSignIn } from "../src/auth/browser-sign-in.ts";

/** Sign in with ChatGPT: the preset's own data against a scripted fake of OpenAI's server; only the host is another one. */

const key = { tenant: "default", userId: "local", provider: "openai", account: "default" };
const person: Principal = {
  kind: "token",
  tenant: "default",
  userId: "local",
  scopes: ["proxy:invoke"],
  providers: "all",
};
const request = { provider: "openai", userId: "local", account: "default" };

let folder: string;
let instance: Instance;
let fake: FakeAuthorizationServer;
let outside: System;

async function open(env: Record<string, string> = {}, flags: Record<string, unknown> = {}): Promise<Instance> {
  const config = await loadConfig({ env: { INFERSHIELD_HOME: join(folder, "home"), ...env }, homedir: folder, flags });
  return openInstance(config, { create: true });
}

async function start(script: Script = chatGptSignIn): Promise<void> {
  fake = await startFakeAuthorizationServer(script);
  outside = {
    ...system,
    fetch: (input, init) => {
      const { host, pathname } = new URL(String(input));
      expect(host).toBe("auth.openai.com");
      return fetch(fake.origin + pathname, init);
    },
  };
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "infershield-browser-"));
  instance = await open();
  await start();
});
afterEach(async () => {
  await instance.close();
  await fake.close();
  await rm(folder, { recursive: true });
});

/** A browser on this machine with somebody who agrees. */
function agree(url: string): void {
  const { pathname, search } = new URL(url);
  void fetch(fake.origin + pathname + search);
}

const never = (): Promise<string> => new Promise(() => undefined);
const willing: BrowserLoginView = { visit: ({ url }) => agree(url), paste: never };

const signIn = (view = willing) => browserSignIn(instance, { ...request, system: outside }, view);

describe("a sign-in with ChatGPT", () => {
  test("stores the tokens under the client id that OpenAI issued, for the Responses API", async () => {
    const record = await signIn();
    expect(record).toMatchObject({ clientId: "oaiapp_example", displayName: "kim@example.com", kind: "oauth" });
    const visit = fake.calls("/api/accounts/authorize")[0]?.fields;
    expect(visit).toMatchObject({
      client_id: "dynamic_agent_client",
      agent_name_hint: "InferShield",
      ext_agent_host_id: expect.stringMatching(
        /^urn:uuid:[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
      ),
      resource: "https://api.openai.com/v1",
      code_challenge_method: "S256",
      redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/auth\/callback$/),
    });
    expect(fake.calls("/api/accounts/oauth/token")[0]?.fields).toMatchObject({
      grant_type: "authorization_code",
      client_id: "oaiapp_example",
      resource: "https://api.openai.com/v1",
    });
  });

  test("gives a credential for responses, and none for anything else", async () => {
    await signIn();
    const custody = createCustody({ keyMode: "server", store: instance.tokens, environmentKeys: new Map() });
    const asked = { principal: person, provider: instance.providers.get("openai") };
    const credential = await custody.credentialFor({ ...asked, operation: "responses" });
    expect(credential.value.reveal()).toBe("Bearer chatgpt-access-1");
    await expect(custody.credentialFor({ ...asked, operation: "chat_completions" })).rejects.toMatchObject({
      code: "UPSTREAM_KEY_NOT_CONFIGURED",
    });
  });

  test("is refreshed as the issued client, with the resource, until the provider ends it", async () => {
    await signIn();
    const provider = instance.providers.get("openai");
    const custody = createCustody({
      keyMode: "server",
      store: instance.tokens,
      environmentKeys: new Map(),
      system: outside,
    });
    const refreshed = await custody.refresh(key, provider);
    expect(refreshed.refreshToken?.reveal()).toBe("chatgpt-refresh-2");
    expect(fake.calls("/api/accounts/oauth/token")[1]?.fields).toMatchObject({
      grant_type: "refresh_token",
      refresh_token: "chatgpt-refresh-1",
      client_id: "oaiapp_example",
      resource: "https://api.openai.com/v1",
    });
    await expect(custody.refresh(key, provider)).rejects.toMatchObject({ code: "REAUTHENTICATION_REQUIRED" });
  });

  test("comes back later as the client and the installation it was, without introducing itself again", async () => {
    await signIn();
    await signIn();
    const [first, second] = fake.calls("/api/accounts/authorize").map(({ fields }) => fields);
    expect(second).toMatchObject({
      client_id: "oaiapp_example",
      ext_agent_host_id: first?.["ext_agent_host_id"],
    });
    expect(second).not.toHaveProperty("agent_name_hint");
  });

  test("is revoked at logout by the standard", async () => {
    await signIn();
    const provider = instance.providers.get("openai");
    const result = await logout({ store: instance.tokens, provider, key, fetch: outside.fetch });
    expect(result).toEqual({ revoked: "revoked", deleted: true });
    expect(fake.calls("/api/accounts/oauth/revoke")[0]?.fields).toMatchObject({
      token: "chatgpt-refresh-1",
      client_id: "oaiapp_example",
    });
  });
});

/** How each login ended, as the audit trail says. */
async function loginsInAudit(): Promise<readonly unknown[]> {
  const audit = join(folder, "home/audit");
  const files = (await readdir(audit)).filter((name) => name.endsWith(".jsonl")).sort();
  const texts = await Promise.all(files.map((name) => readFile(join(audit, name), "utf8")));
  const records: Record<string, unknown>[] = texts.flatMap((text) =>
    text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  );
  return records
    .filter(({ action, phase }) => action === "auth.login" && phase === "outcome")
    .map(({ decision, reason }) => [decision, reason]);
}

test("every sign-in leaves an audit record, a refused one with its code", async () => {
  await signIn();
  const refuse: BrowserLoginView = {
    ...willing,
    visit: ({ url }) => {
      const { searchParams } = new URL(url);
      void fetch(`${searchParams.get("redirect_uri")}?error=access_denied&state=${searchParams.get("state")}`);
    },
  };
  await expect(signIn(refuse)).rejects.toMatchObject({ code: "ACCESS_DENIED" });
  expect(await loginsInAudit()).toEqual([
    ["allow", undefined],
    ["refuse", "access_denied"],
  ]);
  expect((await instance.tokens.get(key))?.accessToken?.reveal()).toBe("chatgpt-access-1");
});

describe("a sign-in is refused", () => {
  test("without the scopes that make its tokens useful, and those tokens are revoked", async () => {
    await fake.close();
    const tokens = { access_token: "a-token", token_type: "Bearer", refresh_token: "r-token", scope: "openid email" };
    await start({ ...chatGptSignIn, "/api/accounts/oauth/token": [{ body: tokens }] });
    const refused = { code: "ACCESS_DENIED", message: expect.stringContaining("chatgpt.tokens.use.direct") };
    await expect(signIn()).rejects.toMatchObject(refused);
    expect(fake.calls("/api/accounts/oauth/revoke")[0]?.fields).toMatchObject({
      token: "r-token",
      client_id: "oaiapp_example",
    });
    expect(await instance.tokens.get(key)).toBeUndefined();
  });

  test.each([
    ["from an address that others reach", { INFERSHIELD_HOST: "0.0.0.0", INFERSHIELD_BEHIND_PROXY: "true" }],
    ["behind a proxy", { INFERSHIELD_BEHIND_PROXY: "true" }],
  ])("%s, before anything is sent", async (_, env) => {
    await instance.close();
    instance = await open(env);
    const refused = { code: "SIGN_IN_UNAVAILABLE", hint: expect.stringContaining("providers.openai.remoteApproved") };
    await expect(signIn()).rejects.toMatchObject(refused);
    expect(fake.calls()).toEqual([]);
  });

  test("not when OpenAI approved this installation, and without that its stored tokens are not used", async () => {
    await signIn();
    const ask = async (more: Record<string, unknown> = {}) => {
      await instance.close();
      instance = await open({ INFERSHIELD_BEHIND_PROXY: "true" }, more);
      const custody = createCustody({ keyMode: "server", store: instance.tokens, environmentKeys: new Map() });
      return custody.credentialFor({
        principal: person,
        provider: instance.providers.get("openai"),
        operation: "responses",
      });
    };
    await expect(ask()).rejects.toMatchObject({ code: "UPSTREAM_KEY_NOT_CONFIGURED" });
    const approved = await ask({ providers: { openai: { remoteApproved: true } } });
    expect(approved.value.reveal()).toBe("Bearer chatgpt-access-1");
    expect(await signIn()).toMatchObject({ clientId: "oaiapp_example" });
  });

  test("at a provider of the operator's own without a client id, by what to do", async () => {
    await expect(browserSignIn(instance, { ...request, provider: "github" }, willing)).rejects.toMatchObject({
      code: "SIGN_IN_UNAVAILABLE",
      hint: expect.stringContaining("Register an OAuth App"),
    });
  });

  test("when nobody comes back in time", async () => {
    const late = browserSignIn(
      instance,
      { ...request, system: outside, timeoutMs: 50 },
      { visit: () => undefined, paste: never },
    );
    await expect(late).rejects.toMatchObject({ code: "EXPIRED_TOKEN" });
  });
});

/** Where the browser of somebody who agrees ends, without going there. */
async function endOf(url: string): Promise<string> {
  const { pathname, search } = new URL(url);
  const answer = await fetch(fake.origin + pathname + search, { redirect: "manual" });
  return answer.headers.get("location") ?? "";
}

describe("a person whose browser is on another machine", () => {
  test("pastes the address at which it ended, and is asked again for anything else", async () => {
    const input = new PassThrough();
    const shown: string[] = [];
    const view = textBrowserView({
      out: (line) => shown.push(line),
      err: { write: (text: string) => Boolean(shown.push(text)) },
      input,
      qr: false,
      open: (url) => {
        input.write("https://evil.example/?code=1\n\n");
        void endOf(url).then((end) => input.write(`  ${end}\r\n`));
      },
    });
    expect(await signIn(view)).toMatchObject({ clientId: "oaiapp_example" });
    const text = shown.join("\n");
    expect(text).toMatch(/^Visit: https:\/\/auth\.openai\.com\/api\/accounts\/authorize\?/);
    expect(text).toContain("Only continue if you started this login yourself.");
    expect(text).toMatch(/That is not the address\. It begins with http:\/\/127\.0\.0\.1:\d+\/auth\/callback/);
    expect(text).not.toContain("chatgpt-code");
    expect(text).not.toContain("evil.example");
  });

  test("may leave that to a program, which reads an event and writes the address", async () => {
    const input = new PassThrough();
    const events: object[] = [];
    const view = jsonBrowserView((event) => {
      events.push(event);
      const { authorization_uri } = { authorization_uri: "", ...event };
      void endOf(authorization_uri).then((end) => input.write(`${end}\n`));
    }, input);
    expect(await signIn(view)).toMatchObject({ clientId: "oaiapp_example" });
    expect(events).toEqual([
      {
        event: "visit",
        authorization_uri: expect.stringContaining("https://auth.openai.com/api/accounts/authorize?"),
        redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/auth\/callback$/),
        expires_at: expect.stringMatching(/Z$/),
      },
    ]);
  });

  test("is not disturbed when standard input ends at once", async () => {
    const input = new PassThrough();
    input.end();
    const view = jsonBrowserView((event) => agree({ authorization_uri: "", ...event }.authorization_uri), input);
    expect(await signIn(view)).toMatchObject({ clientId: "oaiapp_example" });
  });
});
