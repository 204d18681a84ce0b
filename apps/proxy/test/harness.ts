import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AuditLog, type AuditRecord, readAuditLog } from "@infershield/audit";
import { Secret, type System, system } from "@infershield/core";
import { type Config, type Instance, loadConfig, openInstance } from "@infershield/instance";
import { builtInProviders } from "@infershield/providers";
import { type FakeUpstream, startFakeUpstream } from "@infershield/testkit";
import { embeddedScanner, type ThreatScanner } from "@infershield/threat-client";
import { createThreatEngine } from "@infershield/threat-engine";
import type { NewToken, TokenStore } from "@infershield/token-store";
import { pino } from "pino";
import { type RunningProxy, startProxy } from "../src/index.ts";

export interface TestProxyOptions {
  /** Settings as in the file. */
  readonly flags?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Further origins on loopback that may be called. */
  readonly allowPrivate?: readonly string[];
  readonly scanner?: ThreatScanner;
  /** How many times faster the proxy's own clock runs: what it looks at once a second, it sees so much sooner. */
  readonly hurry?: number;
  /** The same for the store: it waits so much shorter for others who write. */
  readonly hurryStore?: number;
  /** Told each line that the proxy logs. */
  readonly onLog?: (line: string) => void;
  /** Puts something in front of the token store. */
  readonly tokens?: (tokens: TokenStore) => TokenStore;
  /** Puts something in front of the audit log. */
  readonly audit?: (audit: AuditLog) => AuditLog;
}

/** A proxy on loopback with a home of its own, in front of a scripted upstream that stands for every provider. */
export interface TestProxy {
  readonly url: string;
  readonly port: number;
  readonly upstream: FakeUpstream;
  readonly instance: Instance;
  readonly config: Config;
  readonly proxy: RunningProxy;
  /** An InferShield token of the local user. */
  token(options?: { readonly path?: boolean; readonly providers?: readonly string[] }): Promise<string>;
  /** Stores a login at OpenAI for the local user. */
  login(accessToken: string, more?: Partial<NewToken>): Promise<void>;
  /** Sends a chat completion request. */
  chat(body: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Everything in the audit log so far. */
  records(): Promise<readonly AuditRecord[]>;
  close(): Promise<void>;
}

/** Compiled once for all proxies of a test file. */
const engine = createThreatEngine();

/** The key that the environment holds for OpenAI. */
export const environmentKey = "sk-environment";

/** The header that carries a token. */
export const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

/** Variables that give every provider without a sign-in a key, and its place at the upstream. */
function keyedProviders(origin: string): Record<string, string> {
  const keyed = builtInProviders.filter(
    ({ signIn, environmentVariables }) => !signIn && environmentVariables.length > 0,
  );
  return Object.fromEntries(
    keyed.flatMap(({ name, baseUrl, environmentVariables: [variable = ""] }) => [
      [variable, `${name}-environment`],
      [`INFERSHIELD_${name.toUpperCase()}_BASE_URL`, origin + new URL(baseUrl).pathname],
    ]),
  );
}

/** Starts proxy and upstream. The OpenAI key of the environment is set unless `env` says otherwise. */
export async function startTestProxy(options: TestProxyOptions = {}): Promise<TestProxy> {
  const home = await mkdtemp(join(tmpdir(), "infershield-proxy-"));
  const upstream = await startFakeUpstream();
  const config = await loadConfig({
    env: {
      INFERSHIELD_HOME: join(home, "home"),
      ...keyedProviders(upstream.origin),
      OPENAI_API_KEY: environmentKey,
      ANTHROPIC_API_KEY: "sk-ant-environment",
      // Without a client id of its own a login at OpenAI serves the Responses API only.
      INFERSHIELD_OPENAI_CLIENT_ID: "client-1",
      INFERSHIELD_OPENAI_BASE_URL: `${upstream.origin}/v1`,
      INFERSHIELD_ALLOW_PRIVATE_UPSTREAM: [upstream.origin, ...(options.allowPrivate ?? [])].join(","),
      ...options.env,
    },
    homedir: home,
    flags: { port: 0, adminPort: 0, ...options.flags },
  });
  const opened = await openInstance(config, {
    create: true,
    ...(options.hurryStore !== undefined && { system: hurried(options.hurryStore) }),
  });
  const instance = {
    ...opened,
    ...(options.audit && { audit: options.audit(opened.audit) }),
    ...(options.tokens && { tokens: options.tokens(opened.tokens) }),
  };
  const leave = async (): Promise<void> => {
    await opened.close();
    await upstream.close();
    await rm(home, { recursive: true, force: true });
  };
  const proxy = await startProxy({
    instance,
    logger: options.onLog === undefined ? pino({ level: "silent" }) : pino({ level: "info" }, { write: options.onLog }),
    ...(options.hurry !== undefined && { system: hurried(options.hurry) }),
    // With a detection service configured the proxy chooses its scanner itself.
    ...(config.firewallEndpoint === undefined && { scanner: options.scanner ?? embeddedScanner({ engine }) }),
  }).catch(async (error: unknown) => {
    await leave();
    throw error;
  });
  return {
    url: proxy.url,
    port: proxy.port,
    upstream,
    instance,
    config,
    proxy,
    token: async (wish = {}) => {
      const { token } = await instance.directory.createToken({
        userId: "local",
        name: "test",
        ...(wish.path !== undefined && { path: wish.path }),
        ...(wish.providers && { providers: wish.providers }),
      });
      return token.reveal();
    },
    login: async (accessToken, more = {}) => {
      await instance.tokens.put(
        {
          tenant: "default",
          userId: "local",
          provider: "openai",
          account: "default",
          kind: "oauth",
          state: "active",
          scopes: [],
          expiresAt: Date.now() + 3_600_000,
          accessToken: new Secret(accessToken),
          ...more,
        },
        { expectedGeneration: 0 },
      );
    },
    chat: (body, headers = {}) =>
      fetch(`${proxy.url}/v1/chat/completions`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
    records: async () => {
      await instance.audit.flush();
      const records: AuditRecord[] = [];
      for await (const record of readAuditLog(opened.auditSource)) records.push(record);
      return records;
    },
    close: async () => {
      await proxy.close({ graceMs: 200 });
      await leave();
    },
  };
}

function hurried(times: number): System {
  return {
    ...system,
    monotonic: () => system.monotonic() * times,
    sleep: (ms, signal) => system.sleep(ms / times, signal),
  };
}

/** The smallest chat request. */
export function chatBody(content: string, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { model: "gpt-test", messages: [{ role: "user", content }], ...more };
}

/** A loaded machine may take so long to say its first word. */
const firstWordMs = 5_000;
const pieceMs = 3;

/**
 * Writes bytes to a port as they are and gives everything that comes back until the other side closes or, after its first word, is silent.
 *
 * @param bytes - Several pieces leave one after the other, each when the other side has had its turn.
 */
export function sendRaw(
  port: number,
  bytes: string | Uint8Array | readonly Uint8Array[],
  silenceMs = 300,
): Promise<string> {
  const pieces = typeof bytes === "string" || bytes instanceof Uint8Array ? [bytes] : bytes;
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let text = "";
    let timer: NodeJS.Timeout | undefined;
    const done = (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(text);
    };
    const wait = (): void => {
      clearTimeout(timer);
      timer = setTimeout(done, text === "" ? Math.max(firstWordMs, silenceMs) : silenceMs);
    };
    const write = ([first, ...others]: readonly (string | Uint8Array)[]): void => {
      if (first === undefined || socket.destroyed) return;
      socket.write(first);
      setTimeout(write, pieceMs, others);
    };
    socket.setNoDelay(true).on("connect", () => {
      write(pieces);
      wait();
    });
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
      wait();
    });
    socket.on("close", done);
    socket.on("error", done);
  });
}

/** The error object of an OpenAI-shaped answer. */
export async function errorOf(response: Response): Promise<Record<string, unknown>> {
  const body: unknown = await response.json();
  if (typeof body !== "object" || body === null || !("error" in body)) throw new Error("The answer holds no error.");
  return body.error as Record<string, unknown>;
}

/** The text of a streamed answer. */
export function textOf(stream: string): string {
  return [...stream.matchAll(/^data: (\{.*\})$/gm)]
    .map((match) => JSON.parse(match[1] ?? "") as { choices?: { delta?: { content?: string } }[] })
    .map(({ choices }) => choices?.[0]?.delta?.content ?? "")
    .join("");
}
