import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { listenOnLoopback } from "@infershield/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { clients, refusals } from "../src/setup/clients.ts";
import { removeSetup, setUp } from "../src/setup/set-up.ts";
import { runEach } from "./run-cli.ts";

const target = { proxyUrl: "http://127.0.0.1:8000", model: "gpt-5" };
let homedir: string;
beforeEach(async () => {
  homedir = await mkdtemp(join(tmpdir(), "infershield-setup-"));
});
afterEach(() => rm(homedir, { recursive: true }));

/** What a person may have in a file already, by the ending of its name. */
const own: Readonly<Record<string, string>> = {
  toml: 'model_provider = "openai"\nmodel = "gpt-5"\n\n[tui]\ntheme = "dark"\n',
  json: '{\n    "theme": "dark",\n    "env": {\n        "ANTHROPIC_BASE_URL": "https://elsewhere.example"\n    }\n}\n',
  env: "GOOGLE_GEMINI_BASE_URL=https://elsewhere.example\nOTHER=1\n",
};

const edited = clients.filter((setup) => setup.file?.edit !== undefined);

describe.each(edited.map((setup) => ({ client: setup.client, setup })))("setup --write $client", ({ setup }) => {
  const place = () => ({ env: {}, homedir });
  const path = () => setup.file?.path(place()) ?? "";

  test("points an untouched client at the proxy, and undo leaves nothing of it", async () => {
    const written = await setUp(setup, place(), target, { write: true });
    expect(written).toMatchObject({ path: path(), changed: true });
    expect(await readFile(path(), "utf8")).toContain("http://127.0.0.1:8000");
    expect(await setUp(setup, place(), target, { write: true })).toMatchObject({ changed: false });
    await removeSetup(setup, place());
    expect(await readFile(path(), "utf8")).not.toMatch(/infershield|127\.0\.0\.1/i);
  });

  test("keeps what a person had, and undo gives the very bytes back", async () => {
    const before = own[path().split(".").at(-1) ?? ""] ?? "";
    await mkdir(dirname(path()), { recursive: true });
    await writeFile(path(), before);
    expect(await setUp(setup, place(), target, { write: true })).toMatchObject({
      backup: `${path()}.before-infershield`,
    });
    expect(await readFile(path(), "utf8")).toMatch(/dark|OTHER/);
    await setUp(setup, place(), { ...target, proxyUrl: "http://127.0.0.1:9000" }, { write: true });
    expect(await readFile(path(), "utf8")).not.toContain(":8000");
    await removeSetup(setup, place());
    expect(await readFile(path(), "utf8")).toBe(before);
  });
});

test("a file with comments is refused and stays as it is", async () => {
  const path = join(homedir, ".claude", "settings.json");
  await mkdir(dirname(path));
  await writeFile(path, '{ // mine\n "theme": "dark" }\n');
  const [claude] = clients.filter(({ client }) => client === "claude-code");
  const failed = claude && setUp(claude, { env: {}, homedir }, target, { write: true });
  await expect(failed).rejects.toMatchObject({ code: "FILE_NOT_EDITABLE" });
  expect(await readFile(path, "utf8")).toBe('{ // mine\n "theme": "dark" }\n');
});

/** A proxy of a home that runs on another port than the configured one. */
async function runningProxy(home: string): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((_, response) => response.end('{"status":"ok"}'));
  const url = `http://127.0.0.1:${await listenOnLoopback(server)}`;
  await mkdir(home, { mode: 0o700 });
  const note = JSON.stringify({ pid: process.pid, url, startedAt: Date.now() });
  await writeFile(join(home, "proxy.json"), note, { mode: 0o600 });
  return { url, close: () => server.close() };
}

test("every client is shown the proxy that runs and its token, and one that cannot work says why and gets none", async () => {
  const env = { HOME: homedir, INFERSHIELD_HOME: join(homedir, "home") };
  const proxy = await runningProxy(env.INFERSHIELD_HOME);
  const lines = clients.map(({ client }) => ["setup", client]);
  const impossible = refusals.map(({ client }) => ["setup", client]);
  const results = await runEach([...lines, ...impossible, ["token", "list", "--json"]], env);
  proxy.close();
  for (const [index, { client, tokenVariable }] of clients.entries()) {
    expect(results[index]?.code, client).toBe(0);
    const given = tokenVariable === undefined ? "Token: " : `export ${tokenVariable}=`;
    expect(results[index]?.stdout, client).toMatch(new RegExp(`^${given}ifsp_\\w{49}$`, "m"));
    expect(results[index]?.stdout, client).toContain(proxy.url);
  }
  expect(refusals.map(({ client }) => client)).toEqual(["cursor", "windsurf"]);
  for (const refused of results.slice(clients.length, -1)) {
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toMatch(/servers.*CLIENT_CANNOT_WORK/);
  }
  expect(JSON.parse(results.at(-1)?.stdout ?? "").tokens).toHaveLength(clients.length);
});
