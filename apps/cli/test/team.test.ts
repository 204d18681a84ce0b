import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Sandbox, startSandbox } from "@infershield/sandbox";
import { readTokenSummaries } from "@infershield/token-store";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CliResult, interrupt, nextEvent, readEvents, shareProcess, startCli } from "./run-cli.ts";

const page = await readFile(join(import.meta.dirname, "../../../docs/team.md"), "utf8");
/** The commands of the page, in their order; each has to be run by a test here. */
const documented = commandsOf(page);

const run = shareProcess();
let folder: string;
let sandbox: Sandbox;
let server: ChildProcessWithoutNullStreams;
let addresses = { url: "", admin: "" };
/** Everything that any command printed on a developer's machine. */
let printed = "";
const tools = new Map<string, string>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "infershield-team-"));
  sandbox = await startSandbox();
  await writeFile(join(folder, "infershield.key"), randomBytes(32).toString("hex"), { mode: 0o600 });
  await writeFile(policyFile(), /policy\.yaml <<END\n([\s\S]*?)END\n/.exec(page)?.[1] ?? "");
});
afterAll(async () => {
  server?.kill("SIGKILL");
  await sandbox.close();
  await rm(folder, { recursive: true });
});

/** The server's machine, and a developer's: they share nothing but the network. */
function machine(name: string): Record<string, string> {
  const home = join(folder, name);
  const common = { HOME: home, INFERSHIELD_HOME: join(home, "infershield"), INFERSHIELD_LOG_LEVEL: "silent" };
  if (name !== "server") return common;
  return {
    ...common,
    INFERSHIELD_MODE: "multi-user",
    INFERSHIELD_MASTER_KEY_FILE: join(folder, "infershield.key"),
    INFERSHIELD_ADMIN_PORT: "0",
    INFERSHIELD_OPENAI_ISSUER: sandbox.issuer,
    INFERSHIELD_OPENAI_CLIENT_ID: sandbox.clientId,
    INFERSHIELD_OPENAI_BASE_URL: sandbox.apiBaseUrl,
    INFERSHIELD_ALLOW_PRIVATE_UPSTREAM: new URL(sandbox.apiBaseUrl).origin,
  };
}

function commandsOf(text: string): string[] {
  const section = text.split("\n## ")[1] ?? "";
  const blocks = [...section.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = ""]) => block);
  return blocks.flatMap((block) => block.split("\n").filter((line) => line.startsWith("infershield ")));
}

/** The next command of the page, with the server's real address. */
function next(beginning: string): string[] {
  const line = documented.shift() ?? "nothing";
  expect(line.startsWith(`infershield ${beginning}`), `${line} is not infershield ${beginning}`).toBe(true);
  const real = line.replace("http://127.0.0.1:8001", addresses.admin).replace("policy.yaml", policyFile());
  return real.split(" ").slice(1);
}

const policyFile = (): string => join(folder, "policy.yaml");

const runAll = (lines: readonly string[][], env: Record<string, string>): Promise<readonly CliResult[]> =>
  Promise.all(lines.map((words) => run(words, env)));

async function on(name: string, words: readonly string[], input = ""): Promise<CliResult> {
  const result = await run(words, machine(name), input);
  if (name !== "server") printed += result.stdout + result.stderr;
  expect(result, `${words.join(" ")}: ${result.stderr}`).toMatchObject({ code: 0 });
  return result;
}

/** What a developer does with the code: log in, sign in through the server, point a tool at the proxy. */
async function settleIn(name: string, code: string): Promise<void> {
  await on(name, next("login"), `${code}\n`);
  const login = startCli([...next("auth login"), "--json"], machine(name));
  login.stdout.on("data", (bytes: Buffer) => {
    printed += bytes.toString();
  });
  const events = readEvents(login);
  const shown = await nextEvent(events, "code");
  expect(shown["verification_uri"]).toBe(`${sandbox.issuer}/device`);
  await sandbox.approve(String(shown["user_code"]), { login: `${name}@example.com` });
  expect(await nextEvent(events, "success")).toMatchObject({ provider: "openai", account: "default" });
  const { stdout } = await on(name, next("setup"));
  expect(stdout).toContain(`${addresses.url}/v1`);
  tools.set(name, /export INFERSHIELD_TOKEN=(\S+)/.exec(stdout)?.[1] ?? "");
}

function ask(name: string, content: string): Promise<OpenAI.ChatCompletion> {
  const client = new OpenAI({ baseURL: `${addresses.url}/v1`, apiKey: tools.get(name) ?? "", maxRetries: 0 });
  return client.chat.completions.create({ model: "sandbox-1", messages: [{ role: "user", content }] });
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

describe("docs/team.md, from nothing to two developers", () => {
  let code: string;

  test("the server gets its first owner, and starts", async () => {
    const created = await on("server", next("admin create-user"));
    code = created.stdout.trim();
    expect(code).toMatch(/^ifsd_[0-9A-Za-z]{49}$/);
    server = startCli([...next("proxy start"), "--port", "0", "--json"], machine("server"));
    const { url, admin_url } = await nextEvent(readEvents(server), "listening");
    addresses = { url: String(url), admin: String(admin_url) };
  });

  test("the owner settles in and invites a developer, who settles in", async () => {
    await settleIn("alex", code);
    const invited = await on("alex", next("admin create-user"));
    await settleIn("kim", invited.stdout.trim());
  });

  test("both work at once, and neither request ever carries the other's login", async () => {
    const turns = Array.from({ length: 20 }, (_, turn) => (turn % 2 === 0 ? "alex" : "kim"));
    await Promise.all(turns.map((name) => ask(name, `I am ${name}.`)));
    const seen = new Map<string, Set<string | undefined>>();
    for (const { body, credentialSha256, authorized } of sandbox.requests()) {
      expect(authorized).toBe(true);
      const who = /I am (\w+)\./.exec(body)?.[1] ?? "nobody";
      seen.set(who, (seen.get(who) ?? new Set()).add(credentialSha256));
    }
    expect([...seen.keys()].sort()).toEqual(["alex", "kim"]);
    expect([...seen.values()].map(({ size }) => size)).toEqual([1, 1]);
    expect(seen.get("alex")).not.toEqual(seen.get("kim"));
  });

  test("nothing of a provider's token came to a developer's machine", async () => {
    const held = new Set(sandbox.requests().map(({ credentialSha256 }) => credentialSha256));
    expect(held.size).toBe(2);
    const words = new Set(printed.split(/[^\w.~+/=-]+/));
    expect(words.size).toBeGreaterThan(50);
    expect([...words].filter((word) => held.has(sha256(word)))).toEqual([]);
    for (const name of ["alex", "kim"]) {
      const kept = await readTokenSummaries(join(folder, name, "infershield", "tokens.json"));
      expect(new Set(kept.map(({ provider }) => provider))).toEqual(new Set(["infershield"]));
    }
  });

  test("the policy that the owner sets decides with the next request, and its history tells who set it", async () => {
    const mail = "Call me at +49 170 1234567.";
    expect((await ask("alex", mail)).choices).toHaveLength(1);
    const lines = [next("policy validate"), next("policy set"), next("policy show"), next("policy history")];
    const [validated, set, shown, history] = await runAll(lines, machine("alex"));
    expect(validated?.stdout).toContain("org policy acme: 1 rule");
    expect(set?.stdout).toContain("org: version 1 is in force");
    await expect(ask("alex", mail)).rejects.toMatchObject({ status: 403, code: "firewall_block" });
    expect(shown?.stdout).toMatch(/org +acme +no personal data to models +block/);
    expect(history?.stdout).toMatch(/org +1 +[0-9a-f]{16} +alex@example\.com/);
    const own = await run(["policy", "show", "--json", "--server", addresses.admin], machine("kim"));
    const refused = await run(["policy", "set", "--server", addresses.admin, policyFile()], machine("kim"));
    expect(JSON.parse(own.stdout).policy).toMatchObject({ id: "acme", layers: [{ level: "org" }] });
    expect([refused.code, refused.stderr]).toEqual([4, expect.stringContaining("NOT_PERMITTED")]);
  });

  test("the owner sees who is there, what they used and what was recorded", async () => {
    const lines = [next("admin list-users"), [...next("usage"), "--json"], next("admin audit")];
    const [users, usage, audit] = await runAll(lines, machine("alex"));
    expect(users?.stdout).toMatch(/alex@example\.com +owner/);
    expect(users?.stdout).toMatch(/kim@example\.com +member/);
    expect(JSON.parse(usage?.stdout ?? "").usage).toMatchObject([{ requests: 11 }, { requests: 10 }]);
    // An intent and an outcome each.
    expect(audit?.stdout.split("\r\n").filter((line) => line.includes('"chat_completions"'))).toHaveLength(20);
  });

  test("a revoked login is spent no more, and a disabled account is refused at once, others are not", async () => {
    const revoked = await on("alex", next("admin revoke"));
    expect(revoked.stdout).toContain("revoked");
    await expect(ask("kim", "hi")).rejects.toMatchObject({ code: "reauthentication_required" });
    await on("alex", next("admin disable-user"));
    await expect(ask("kim", "hi")).rejects.toMatchObject({ status: 401, code: "invalid_token" });
    expect((await ask("alex", "hi")).choices).toHaveLength(1);
    const deleted = await on("alex", next("admin delete-user"));
    expect(deleted.stdout).toMatch(
      /kim@example\.com is deleted\. Audit records name usr_\w+\.\n.*Nobody can read excerpts/,
    );
  });

  test("a developer sees and ends the login that the server keeps, and signing the machine out ends its tokens there", async () => {
    const lines = [
      ["auth", "list", "--json", "--server", addresses.admin],
      ["auth", "logout", "--server", addresses.admin, "openai"],
      ["auth", "logout", "--all", "infershield"],
      ["usage", "--server", addresses.admin],
    ];
    const [logins, login, out, refused] = await runAll(lines, machine("alex"));
    expect(JSON.parse(logins?.stdout ?? "")).toMatchObject({
      accounts: [{ provider: "openai", user: "alex@example.com" }],
    });
    expect(login?.stdout).toContain("Token revoked");
    expect(out?.stdout.match(/revoked/g)).toHaveLength(2);
    expect([refused?.code, refused?.stderr]).toEqual([3, expect.stringContaining("NOT_LOGGED_IN")]);
  });

  test("every command of the page was run, and the server ends cleanly", async () => {
    expect(documented).toEqual([]);
    expect(await interrupt(server)).toBe(0);
  });
});
