import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import { SandboxError } from "./error.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "./start-sandbox.ts";

const running: Sandbox[] = [];

async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  running.push(sandbox);
  return sandbox;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()));
});

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly id_token: string;
}

async function post(url: string, form: Record<string, string>): Promise<Response> {
  return fetch(url, { method: "POST", body: new URLSearchParams(form) });
}

async function requestCode(
  sandbox: Sandbox,
): Promise<{ device_code: string; user_code: string; verification_uri: string }> {
  const scope = sandbox.scopes.join(" ");
  return (await post(`${sandbox.issuer}/device/auth`, { client_id: sandbox.clientId, scope })).json() as never;
}

async function redeem(sandbox: Sandbox, deviceCode: string): Promise<Response> {
  const grant_type = "urn:ietf:params:oauth:grant-type:device_code";
  return post(`${sandbox.issuer}/token`, { client_id: sandbox.clientId, grant_type, device_code: deviceCode });
}

async function signIn(sandbox: Sandbox): Promise<Tokens> {
  const code = await requestCode(sandbox);
  await sandbox.approve(code.user_code);
  return (await redeem(sandbox, code.device_code)).json() as never;
}

describe("authorization server", () => {
  test("asks for polls every second, since it is on the same machine", async () => {
    expect(await requestCode(await start())).toMatchObject({ interval: 1, expires_in: 600 });
  });

  test("a code that nobody has approved is pending", async () => {
    const sandbox = await start();
    const answer = await redeem(sandbox, (await requestCode(sandbox)).device_code);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: "authorization_pending" });
  });

  test("an approved code gives tokens, once", async () => {
    const sandbox = await start();
    const code = await requestCode(sandbox);
    await sandbox.approve(code.user_code);
    expect(await (await redeem(sandbox, code.device_code)).json()).toMatchObject({
      token_type: "Bearer",
      expires_in: 3600,
    });
    expect(await (await redeem(sandbox, code.device_code)).json()).toMatchObject({ error: "invalid_grant" });
  });

  test("a refused code gives access_denied", async () => {
    const sandbox = await start();
    const code = await requestCode(sandbox);
    await sandbox.deny(code.user_code);
    expect(await (await redeem(sandbox, code.device_code)).json()).toMatchObject({ error: "access_denied" });
  });

  test("a code that waits for nobody cannot be approved", async () => {
    const sandbox = await start();
    const code = await requestCode(sandbox);
    await sandbox.approve(code.user_code);
    await expect(sandbox.approve(code.user_code)).rejects.toSatisfy(isUnknownCode);
    await expect(sandbox.deny("BCDF-GHJK")).rejects.toSatisfy(isUnknownCode);
  });

  test("a refresh token works once and its reuse ends the whole family", async () => {
    const sandbox = await start();
    const first = await signIn(sandbox);
    const refresh = (token: string): Promise<Response> =>
      post(`${sandbox.issuer}/token`, {
        client_id: sandbox.clientId,
        grant_type: "refresh_token",
        refresh_token: token,
      });
    const second = (await (await refresh(first.refresh_token)).json()) as Tokens;
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect((await refresh(first.refresh_token)).status).toBe(400);
    expect((await refresh(second.refresh_token)).status).toBe(400);
  });

  test("a sign-in says nothing on the console", () => {
    const script = `
      const { startSandbox } = await import(${JSON.stringify(import.meta.resolve("./index.ts"))});
      const sandbox = await startSandbox();
      const post = async (path, form) =>
        (await fetch(sandbox.issuer + path, { method: "POST", body: new URLSearchParams({ client_id: sandbox.clientId, ...form }) })).json();
      const code = await post("/device/auth", { scope: "openid" });
      await sandbox.approve(code.user_code);
      const grant_type = "urn:ietf:params:oauth:grant-type:device_code";
      const tokens = await post("/token", { grant_type, device_code: code.device_code });
      await sandbox.close();
      if (!tokens.access_token) process.exitCode = 1;`;
    const options = ["--conditions=@infershield/source", "--input-type=module", "-e", script];
    const { status, stdout, stderr } = spawnSync(process.execPath, options, { encoding: "utf8", timeout: 8_000 });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "", stderr: "" });
  });
});

function isUnknownCode(error: unknown): boolean {
  return error instanceof SandboxError && error.code === "UNKNOWN_CODE";
}

describe("model API", () => {
  const chat = (sandbox: Sandbox, token: string | undefined, body: object): Promise<Response> =>
    fetch(`${sandbox.apiBaseUrl}/chat/completions`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
  const hello = { model: "sandbox-small", messages: [{ role: "user", content: "hello" }] };

  test.each([undefined, "sk-not-ours"])("credential %s is refused in OpenAI's form", async (token) => {
    const sandbox = await start();
    const answer = await chat(sandbox, token, hello);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toEqual({
      error: {
        message: "Incorrect API key provided.",
        type: "invalid_request_error",
        param: null,
        code: "invalid_api_key",
      },
    });
  });

  test("an issued token is answered with what was said and with usage", async () => {
    const sandbox = await start();
    const { access_token } = await signIn(sandbox);
    expect(await (await chat(sandbox, access_token, hello)).json()).toMatchObject({
      object: "chat.completion",
      model: "sandbox-small",
      choices: [{ message: { role: "assistant", content: "You said: hello" }, finish_reason: "stop" }],
      usage: { prompt_tokens: 2, completion_tokens: 4, total_tokens: 6 },
    });
  });

  test("a revoked token is refused", async () => {
    const sandbox = await start();
    const { access_token } = await signIn(sandbox);
    const revoked = await post(`${sandbox.issuer}/token/revocation`, {
      client_id: sandbox.clientId,
      token: access_token,
    });
    expect(revoked.status).toBe(200);
    expect((await chat(sandbox, access_token, hello)).status).toBe(401);
  });

  test("a revoked refresh token takes its access token along", async () => {
    const sandbox = await start();
    const { access_token, refresh_token } = await signIn(sandbox);
    await post(`${sandbox.issuer}/token/revocation`, { client_id: sandbox.clientId, token: refresh_token });
    expect((await chat(sandbox, access_token, hello)).status).toBe(401);
  });

  test("requests are recorded with a digest in place of the credential", async () => {
    const sandbox = await start();
    const { access_token } = await signIn(sandbox);
    await chat(sandbox, access_token, hello);
    await chat(sandbox, undefined, hello);
    const [first, second] = sandbox.requests();
    expect(first).toMatchObject({
      method: "POST",
      path: "/v1/chat/completions",
      body: JSON.stringify(hello),
      authorized: true,
    });
    expect(first?.credentialSha256).toBe(createHash("sha256").update(access_token).digest("hex"));
    expect(second).toMatchObject({ authorized: false });
    expect(second).not.toHaveProperty("credentialSha256");
    expect(JSON.stringify(sandbox.requests())).not.toContain(access_token);
  });

  test("a stream brings the text in pieces, usage when asked for, and a proper end", async () => {
    const sandbox = await start();
    const { access_token } = await signIn(sandbox);
    const text = await (
      await chat(sandbox, access_token, { ...hello, stream: true, stream_options: { include_usage: true } })
    ).text();
    const events = text
      .split("\n\n")
      .filter((event) => event !== "")
      .map((event) => event.replace(/^data: /, ""));
    expect(events.at(-1)).toBe("[DONE]");
    const chunks = events
      .slice(0, -1)
      .map((event) => JSON.parse(event) as { choices: { delta: { content?: string } }[]; usage?: object });
    expect(chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta.content ?? "")).join("")).toBe(
      "You said: hello",
    );
    expect(chunks.at(-1)?.usage).toEqual({ prompt_tokens: 2, completion_tokens: 4, total_tokens: 6 });
  });

  test("models are listed", async () => {
    const sandbox = await start();
    const { access_token } = await signIn(sandbox);
    const get = (path: string): Promise<Response> =>
      fetch(sandbox.apiBaseUrl + path, { headers: { authorization: `Bearer ${access_token}` } });
    expect(await (await get("/models")).json()).toMatchObject({
      object: "list",
      data: [{ id: "sandbox-small" }, { id: "sandbox-large" }],
    });
    expect((await get("/models/sandbox-large")).status).toBe(200);
    expect((await get("/models/gone")).status).toBe(404);
    expect((await get("/other")).status).toBe(404);
  });

  test.each(["no json", '{"model":1}', "[]"])("the body %s is a bad request", async (body) => {
    const sandbox = await start();
    const { access_token } = await signIn(sandbox);
    const headers = { authorization: `Bearer ${access_token}` };
    const answer = await fetch(`${sandbox.apiBaseUrl}/chat/completions`, { method: "POST", headers, body });
    expect(answer.status).toBe(400);
  });
});

test("a port that is taken is said by code", async () => {
  const first = await start();
  await expect(startSandbox({ port: Number(new URL(first.issuer).port) })).rejects.toSatisfy(
    (error) => error instanceof SandboxError && error.code === "PORT_IN_USE",
  );
});

test("another host name than the sandbox's own is refused", async () => {
  const { issuer } = await start();
  expect((await fetch(issuer.replace("127.0.0.1", "localhost"))).status).toBe(421);
});

test("an access token says the lifetime that was asked for", async () => {
  expect(await signIn(await start({ accessTokenLifetimeMs: 5_000 }))).toMatchObject({ expires_in: 5 });
});
