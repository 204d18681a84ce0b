import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { type AuditRecord, auditFiles, readAuditLog } from "@infershield/audit";
import { type Fetch, type System, system } from "@infershield/core";
import { discoverAuthorizationServer, pollToken, requestDeviceAuthorization } from "@infershield/device-flow";
import { type Config, type Instance, loadConfig, openInstance } from "@infershield/instance";
import { saveSignIn } from "@infershield/key-custody";
import { type Sandbox, startSandbox } from "@infershield/sandbox";
import { type TokenRecord, TokenStoreError } from "@infershield/token-store";
import { pino } from "pino";
import { startProxy } from "../src/index.ts";

/** A proxy on a home of its own, in front of a real authorization server and the API that takes its tokens. One person is signed in. */
export interface World {
  readonly sandbox: Sandbox;
  readonly config: Config;
  readonly instance: Instance;
  readonly url: string;
  /** The InferShield token of the person. */
  readonly token: string;
  /** Refreshes that left for the authorization server. */
  refreshes(): number;
  /** Everything the proxy logged, down to the smallest detail. */
  log(): string;
  /** Sends a chat completion as the person's tool does. */
  chat(more?: Readonly<Record<string, unknown>>): Promise<Response>;
  stored(): Promise<TokenRecord>;
  /** Lets the time of the stored access token be up. */
  expire(): Promise<void>;
  records(): Promise<readonly AuditRecord[]>;
  close(): Promise<void>;
}

const owner = { tenant: "default", userId: "local", provider: "openai" };

export async function startWorld(env: Readonly<Record<string, string>> = {}): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), "infershield-lasting-"));
  const sandbox = await startSandbox();
  const config = await loadConfig({
    env: { ...environmentOf(folder, sandbox), ...env },
    homedir: folder,
    flags: ports,
  });
  const instance = await openInstance(config, { create: true });
  let refreshes = 0;
  const counting: Fetch = (input, init) => {
    if (String(init?.body).includes("grant_type=refresh_token")) refreshes++;
    return system.fetch(input, init);
  };
  const counted: System = { ...system, fetch: counting };
  const logged: string[] = [];
  const logger = pino({ level: "trace" }, lines(logged));
  await signIn(instance, sandbox);
  const { token } = await instance.directory.createToken({ userId: "local", name: "tool" });
  const proxy = await startProxy({ instance, logger, system: counted });

  const stored = async (): Promise<TokenRecord> => {
    const record = await instance.tokens.get(owner);
    if (record === undefined) throw new Error("Nobody is signed in.");
    return record;
  };
  return {
    sandbox,
    config,
    instance,
    url: proxy.url,
    token: token.reveal(),
    refreshes: () => refreshes,
    log: () => logged.join(""),
    chat: (more = {}) =>
      fetch(`${proxy.url}/v1/chat/completions`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${token.reveal()}` },
        body: JSON.stringify({ model: "sandbox-1", messages: [{ role: "user", content: "Say hello." }], ...more }),
      }),
    stored,
    expire: async () => {
      for (;;) {
        const { id: _i, generation, createdAt: _c, updatedAt: _u, selected: _s, ...kept } = await stored();
        try {
          await instance.tokens.put({ ...kept, expiresAt: Date.now() - 1_000 }, { expectedGeneration: generation });
          return;
        } catch (error) {
          // Refreshed in between: the fresh one has to expire.
          if (!(error instanceof TokenStoreError) || error.code !== "CONFLICT") throw error;
        }
      }
    },
    records: async () => {
      await instance.audit.flush();
      return collect(readAuditLog(auditFiles(join(config.homePath, "audit"))));
    },
    close: async () => {
      await proxy.close({ graceMs: 200 });
      await instance.close();
      await sandbox.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const ports = { port: 0, adminPort: 0 };

/** The settings of a home whose OpenAI is the sandbox; the command line takes the same ones. */
export function environmentOf(folder: string, sandbox: Sandbox): Record<string, string> {
  return {
    INFERSHIELD_HOME: join(folder, "home"),
    INFERSHIELD_OPENAI_ISSUER: sandbox.issuer,
    INFERSHIELD_OPENAI_CLIENT_ID: sandbox.clientId,
    INFERSHIELD_OPENAI_BASE_URL: sandbox.apiBaseUrl,
    INFERSHIELD_ALLOW_PRIVATE_UPSTREAM: new URL(sandbox.apiBaseUrl).origin,
  };
}

async function signIn({ providers, tokens }: Instance, sandbox: Sandbox): Promise<void> {
  const { clientId, scopes } = sandbox;
  const server = await discoverAuthorizationServer(sandbox.issuer, { allowInsecureLoopback: true });
  const client = { server, clientId, allowInsecureLoopback: true };
  const authorization = await requestDeviceAuthorization(client, { scopes, parameters: { prompt: "consent" } });
  await sandbox.approve(authorization.userCode);
  const tokenSet = await pollToken(client, authorization, { sleep: async () => undefined });
  await saveSignIn(tokens, { userId: "local", provider: providers.get("openai"), clientId, tokenSet });
}

function lines(into: string[]): Writable {
  return new Writable({
    write: (chunk, _, done) => {
      into.push(String(chunk));
      done();
    },
  });
}

async function collect<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
