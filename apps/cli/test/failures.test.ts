import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text as readStream } from "node:stream/consumers";
import { type Sandbox, startSandbox } from "@infershield/sandbox";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type CliResult, interrupt, nextEvent, readEvents, runCli, shareProcess, startCli } from "./run-cli.ts";

const run = shareProcess();
let home: string;
let env: Record<string, string>;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "infershield-cli-"));
  env = { HOME: home, INFERSHIELD_HOME: join(home, "home") };
});
afterEach(() => rm(home, { recursive: true }));

/** What a person may type wrong, the exit code, and what the error must name. */
const badInput: readonly (readonly [string, readonly string[], number, RegExp])[] = [
  ["a logout without a login or even a home", ["auth", "logout", "openai"], 3, /NOT_LOGGED_IN/],
  ["a home without an audit trail", ["audit", "verify"], 1, /NO_LOG/],
  ["the key of an audit trail that is not there", ["audit", "pubkey"], 1, /NO_LOG/],
  ["an export of an audit trail that is not there", ["audit", "export", "--format", "csv"], 1, /NO_LOG/],
  ["an unknown command", ["atuh", "login"], 2, /"atuh".*\n.*infershield auth login/],
  ["an unknown verb of a topic", ["token", "crate", "x"], 2, /"token crate".*\n.*infershield token create/],
  ["a flag before the command", ["--user", "kim", "token", "list"], 2, /before --user.*\n.*COMMAND --user/],
  ["a missing flag", ["login"], 2, /Missing: --server\./],
  ["an unknown flag", ["token", "list", "--al"], 2, /There is no flag --al\..*\n.*--help/],
  [
    "a flag with a wrong letter",
    ["proxy", "start", "--prot", "9000"],
    2,
    /no flag --prot\..*\nDid you mean --port\? Run:/,
  ],
  ["a missing argument", ["token", "create"], 2, /Missing: NAME\. .*\n.*token create --help/],
  ["an argument too many", ["token", "list", "all"], 2, /all/],
  ["a flag without its value", ["proxy", "start", "--port"], 2, /--port/],
  ["a port that is no number", ["proxy", "start", "--port", "http"], 2, /--port.*http/],
  ["a port out of range", ["proxy", "start", "--port", "70000"], 2, /--port.*70000/],
  ["a duration that is none", ["token", "create", "--expires-in", "soon", "x"], 2, /--expires-in.*soon.*\n.*90s/],
  [
    "flags that exclude each other",
    ["setup", "--write", "--undo", "codex"],
    2,
    /--undo and --write exclude|--write and --undo exclude/,
  ],
  ["a flag without the one it needs", ["token", "create", "--path", "x"], 2, /--path needs --provider\./],
  ["an unknown provider", ["auth", "login", "nobody"], 2, /nobody/],
  ["a provider that takes API keys only", ["auth", "login", "anthropic"], 1, /SIGN_IN_UNAVAILABLE.*\n.*--with-token/],
  ["an unknown client", ["setup", "emacs"], 2, /emacs/],
  ["a file that is not there", ["scan", "absent.txt"], 5, /absent\.txt/],
  [
    "a configuration file that is not there",
    ["token", "list", "--config", "absent.yaml"],
    2,
    /absent\.yaml.*\n.*config validate/,
  ],
  ["an audit trail that is not there", ["audit", "verify", "absent"], 1, /NO_LOG/],
  ["administration of a home for one person", ["admin", "list-users"], 2, /NO_TEAM.*\n.*multi-user/],
  ["a change of nothing", ["admin", "change-user", "kim@example.com"], 2, /INVALID_USAGE.*\n.*--role/],
  ["an unknown role", ["admin", "create-user", "--role", "king", "kim@example.com"], 2, /--role=king/],
  [
    "a server reached in clear over a network",
    ["admin", "list-users", "--server", "http://gate.example"],
    2,
    /https only.*\n.*https:\/\/gate\.example/,
  ],
  ["a server that nobody signed in to", ["usage", "--server", "https://gate.example"], 3, /NOT_LOGGED_IN/],
  ["a server that is not there", ["login", "--server", "http://127.0.0.1:1", "--code", "ifsd_x"], 5, /UNREACHABLE/],
  ["a public key that is none", ["audit", "verify", "--pubkey", "/dev/null"], 1, /INVALID_KEY/],
];

describe("bad input ends with a code, one line of what happened and one of what to do", () => {
  let results: readonly CliResult[];
  beforeAll(async () => {
    const home = await mkdtemp(join(tmpdir(), "infershield-cli-"));
    const lines = [...badInput.map(([, args]) => args), ["auth", "login", "nobody", "--json"]];
    const env = { HOME: home, INFERSHIELD_HOME: join(home, "home") };
    results = await Promise.all(lines.map((words) => run(words, env)));
    await rm(home, { recursive: true });
  });

  test.each(badInput.map(([title, , code, shown], index) => ({ title, code, shown, index })))(
    "$title",
    ({ code, shown, index }) => {
      const result = results[index];
      expect(result?.stderr).toMatch(shown);
      expect(result?.stderr).toMatch(/^ERROR: .+ \[[A-Z_]+\]\n.+\n$/);
      expect(result).toMatchObject({ code, stdout: "" });
    },
  );

  test("the same failure as JSON is one object on stdout", () => {
    const asJson = results.at(-1);
    expect(asJson).toMatchObject({ code: 2, stderr: "" });
    expect(JSON.parse(asJson?.stdout ?? "")).toMatchObject({ error: { code: "UNKNOWN_PROVIDER" } });
  });
});

describe("a home or a provider that cannot be used", () => {
  test("an export that fails leaves no file that would be in the way of the next one", async () => {
    const words = ["audit", "export", "--out", join(home, "all.jsonl")];
    for (const { stderr } of [await run(words, env), await run(words, env)]) expect(stderr).toContain("NO_LOG");
  });

  test("a broken tokens.json is reported with exit code 4 and not replaced", async () => {
    await run(["token", "create", "first"], env);
    const path = join(home, "home", "tokens.json");
    await writeFile(path, '{"format":', { mode: 0o600 });
    const { code, stderr } = await run(["token", "create", "second"], env);
    expect(code).toBe(4);
    expect(stderr).toContain("STORE_CORRUPT");
    expect((await run(["auth", "status"], env)).code).toBe(4);
  });

  test("a wrong master key ends with exit code 3 and changes nothing", async () => {
    await run(["token", "create", "first"], { ...env, INFERSHIELD_MASTER_KEY: "1".repeat(64) });
    const before = await readFile(join(home, "home", "tokens.json"));
    const { code, stderr } = await run(["token", "create", "second"], {
      ...env,
      INFERSHIELD_MASTER_KEY: "2".repeat(64),
    });
    expect(code).toBe(3);
    expect(stderr).toContain("WRONG_MASTER_KEY");
    expect(await readFile(join(home, "home", "tokens.json"))).toEqual(before);
  });

  test("a home that others can read is refused", async () => {
    await mkdir(join(home, "home"), { mode: 0o755 });
    const { code, stderr } = await run(["token", "create", "first"], env);
    expect(code).toBe(1);
    expect(stderr).toContain("HOME_NOT_PRIVATE");
  });

  test("a provider that cannot be reached ends with exit code 5", async () => {
    const unreachable = {
      ...env,
      INFERSHIELD_OPENAI_ISSUER: "http://127.0.0.1:9",
      INFERSHIELD_OPENAI_CLIENT_ID: "someone",
      INFERSHIELD_ALLOW_PRIVATE_UPSTREAM: "http://127.0.0.1:9",
    };
    const { code, stderr } = await run(["auth", "login", "openai"], unreachable);
    expect(code).toBe(5);
    expect(stderr).toContain("UNREACHABLE");
  });
});

describe("auth login that comes to nothing", () => {
  let sandbox: Sandbox;
  let impatient: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
    impatient = await startSandbox({ deviceCodeLifetimeMs: 2_000 });
  });
  afterAll(() => Promise.all([sandbox.close(), impatient.close()]));
  const to = (provider = sandbox): Record<string, string> => ({
    ...env,
    INFERSHIELD_OPENAI_ISSUER: provider.issuer,
    INFERSHIELD_OPENAI_CLIENT_ID: provider.clientId,
    INFERSHIELD_ALLOW_PRIVATE_UPSTREAM: provider.issuer,
  });

  test("a code that nobody enters expires, and --timeout gives up before that: exit code 4", async () => {
    const [expired, given] = await Promise.all([
      runCli(["auth", "login"], to(impatient)),
      runCli(["auth", "login", "--timeout", "1s"], { ...to(), INFERSHIELD_HOME: join(home, "other") }),
    ]);
    expect(expired).toMatchObject({ code: 4, stderr: expect.stringContaining("[EXPIRED_TOKEN]") });
    expect(given).toMatchObject({ code: 4, stderr: expect.stringContaining("[TIMED_OUT]") });
  });

  test("a refusal is told as an event of one line: exit code 4", async () => {
    const login = startCli(["auth", "login", "--json"], to());
    const closed = once(login, "close");
    const events = readEvents(login);
    await sandbox.deny(String((await nextEvent(events, "code"))["user_code"]));
    const { value } = await events.next();
    expect(value).toMatchObject({ error: { code: "ACCESS_DENIED" } });
    expect(await closed).toEqual([4, null]);
  });

  test("Ctrl-C ends the wait with two lines, and no login is stored", async () => {
    const login = startCli(["auth", "login"], to());
    const stderr = readStream(login.stderr);
    await once(login.stdout, "data");
    expect(await interrupt(login)).toBe(1);
    expect(await stderr).toMatch(/\nERROR: Cancelled\. \[CANCELLED\]\nNothing was stored\.\n$/);
    expect((await run(["auth", "list"], to())).stdout).toContain("Not logged in");
    expect(await loginsIn(to())).toEqual(["intent", "outcome failed aborted"]);
  });

  test("a process that is killed meanwhile leaves the record of what it had begun", async () => {
    const login = startCli(["auth", "login"], to());
    await once(login.stdout, "data");
    login.kill("SIGKILL");
    await once(login, "close");
    await run(["token", "create", "next"], to());
    expect(await loginsIn(to())).toEqual(["intent", "outcome unknown writer_died"]);
  });
});

/** What the audit trail says of sign-ins: phase, outcome, reason. */
async function loginsIn(env: Record<string, string>): Promise<readonly string[]> {
  const { stdout } = await run(["audit", "tail", "--json"], env);
  const records = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  return records
    .filter(({ action }) => action === "auth.login")
    .map(({ phase, outcome, reason }) => [phase, outcome, reason].filter(Boolean).join(" "));
}

test("a reader that has enough is no failure", async () => {
  await run(["token", "create", "first"], env);
  const child = startCli(["audit", "export"], env);
  const stderr = readStream(child.stderr);
  child.stdout.destroy();
  await once(child, "close");
  expect(await stderr).toBe("");
});
