import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Secret } from "@infershield/core";
import { loadConfig, openInstance } from "@infershield/instance";
import { type FakeAuthorizationServer, type ScriptedAnswer, startFakeAuthorizationServer } from "@infershield/testkit";
import type { TeamOrder, TeamReport } from "./team-refresh-child.ts";

/** A team's database with one login whose access token has expired, and the authorization server that renews it. */
export interface SharedLogin {
  readonly server: FakeAuthorizationServer;
  /** Starts another process on the database that wants this login. */
  start(parallel: number): WaitingProcess;
  close(): Promise<void>;
}

export interface WaitingProcess {
  readonly process: ChildProcessWithoutNullStreams;
  /** Resolves when everything is loaded and it asks. */
  readonly asking: Promise<void>;
  /** Undefined when it was killed before. */
  readonly report: Promise<TeamReport | undefined>;
}

/** What the server says to a refresh, and to every later one with the token that was spent. */
export const renewed: readonly ScriptedAnswer[] = [
  { body: { access_token: "at-1", token_type: "Bearer", expires_in: 3600, refresh_token: "rt-1" } },
  { status: 400, body: { error: "invalid_grant" } },
];

/** Makes such a database in an empty folder. */
export async function shareLogin(answers: readonly ScriptedAnswer[]): Promise<SharedLogin> {
  const server = await startFakeAuthorizationServer({ "/token": answers });
  const folder = await mkdtemp(join(tmpdir(), "infershield-team-refresh-"));
  const env = {
    INFERSHIELD_MODE: "multi-user",
    INFERSHIELD_HOME: join(folder, "home"),
    INFERSHIELD_MASTER_KEY: "5a".repeat(32),
    INFERSHIELD_ALLOW_PRIVATE_UPSTREAM: server.origin,
    INFERSHIELD_OPENAI_CLIENT_ID: "client-1",
    INFERSHIELD_OPENAI_DEVICE_ENDPOINT: `${server.origin}/device`,
    INFERSHIELD_OPENAI_TOKEN_ENDPOINT: `${server.origin}/token`,
  };
  const instance = await openInstance(await loadConfig({ env: { ...env }, homedir: folder }), { create: true });
  const user = await instance.users?.createUser({ email: "alex@example.com", role: "owner" });
  const userId = user?.id ?? "";
  await instance.tokens.put(
    {
      tenant: "default",
      userId,
      provider: "openai",
      account: "work",
      kind: "oauth",
      state: "active",
      scopes: [],
      clientId: "client-1",
      expiresAt: Date.now() - 1000,
      accessToken: new Secret("at-0"),
      refreshToken: new Secret("rt-0"),
    },
    { expectedGeneration: 0 },
  );
  await instance.close();
  const ends: Promise<unknown>[] = [];
  return {
    server,
    start: (parallel) => {
      const started = startProcess({ env, userId, parallel });
      ends.push(once(started.process, "close"));
      return started;
    },
    close: async () => {
      await server.close();
      // What a process writes when it ends would stand in a folder that is being removed.
      await Promise.all(ends);
      await rm(folder, { recursive: true });
    },
  };
}

/** Loading the sources takes more than a second; what was compiled once is used again. */
const compiled = join(import.meta.dirname, "../node_modules/.cache/children");

function startProcess(order: TeamOrder): WaitingProcess {
  const script = join(import.meta.dirname, "team-refresh-child.ts");
  const child = spawn(process.execPath, ["--conditions=@infershield/source", script], {
    env: { PATH: process.env["PATH"], NODE_COMPILE_CACHE: compiled },
    stdio: "pipe",
  });
  child.stderr.pipe(process.stderr);
  child.stdin.end(JSON.stringify(order));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const asking = lines.next().then(() => undefined);
  const report = asking
    .then(() => lines.next())
    .then(({ value }) => (value === undefined ? undefined : JSON.parse(value)));
  return { process: child, asking, report };
}
