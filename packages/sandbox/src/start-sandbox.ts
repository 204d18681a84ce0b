import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { system as defaultSystem, type System } from "@infershield/core";
import { approveCode, denyCode } from "./approval.ts";
import { createAuthorizationServer, sandboxClientId, sandboxScopes } from "./authorization-server.ts";
import { SandboxError } from "./error.ts";
import { handleInteraction } from "./interactions.ts";
import { createModelApi, type RecordedRequest } from "./model-api.ts";

/** Options of {@link startSandbox}. Lifetimes are in milliseconds; whole seconds count. */
export interface SandboxOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** Default one hour. */
  readonly accessTokenLifetimeMs?: number;
  /** Default ten minutes. */
  readonly deviceCodeLifetimeMs?: number;
  readonly system?: System;
}

/** A running sandbox provider on 127.0.0.1. */
export interface Sandbox {
  /** Issuer of its authorization server, such as `http://127.0.0.1:40123`. */
  readonly issuer: string;
  /** Base address of its model API, ending in `/v1`. */
  readonly apiBaseUrl: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /**
   * Approves a sign-in in a person's place; default login `alex@example.com`.
   *
   * @throws SandboxError `UNKNOWN_CODE`
   */
  approve(userCode: string, options?: { readonly login?: string }): Promise<void>;
  /** @throws SandboxError `UNKNOWN_CODE` */
  deny(userCode: string): Promise<void>;
  /** The last 1,000 requests that reached the model API, oldest first. */
  requests(): readonly RecordedRequest[];
  /** Ends every connection and frees the port. */
  close(): Promise<void>;
}

const maxRecorded = 1_000;

/**
 * Starts a model provider that exists only on this machine: a real authorization server with device flow, and a small model API that takes its tokens.
 *
 * @throws SandboxError `PORT_IN_USE`
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const system = options.system ?? defaultSystem;
  const server = createServer();
  const port = await listen(server, options.port ?? 0);
  const host = `127.0.0.1:${port}`;
  const issuer = `http://${host}`;
  const lifetimes = {
    accessTokenMs: options.accessTokenLifetimeMs ?? 3_600_000,
    deviceCodeMs: options.deviceCodeLifetimeMs ?? 600_000,
  };
  const provider = createAuthorizationServer(issuer, lifetimes, system);
  const recorded: RecordedRequest[] = [];
  const api = createModelApi({
    isValidToken: async (token) => (await provider.AccessToken.find(token))?.isExpired === false,
    record: (request) => {
      recorded.push(request);
      if (recorded.length > maxRecorded) recorded.shift();
    },
    system,
  });
  const answerApi = getRequestListener(api.fetch);
  const answerOAuth = provider.callback();

  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? "/";
    // A name that resolves to this machine must not let a page elsewhere talk to the sandbox (DNS rebinding).
    if (request.headers.host !== host) response.writeHead(421).end();
    else if (path === "/") response.writeHead(302, { location: "/device" }).end();
    else if (path === "/v1" || path.startsWith("/v1/")) void answerApi(request, response);
    else if (path.startsWith("/interaction/"))
      void handleInteraction(provider, request, response).catch(() => response.destroy());
    else void answerOAuth(request, response);
  });

  return {
    issuer,
    apiBaseUrl: `${issuer}/v1`,
    clientId: sandboxClientId,
    scopes: sandboxScopes,
    approve: (userCode, { login = "alex@example.com" } = {}) =>
      approveCode(provider, userCode, { login, now: system.now() }),
    deny: (userCode) => denyCode(provider, userCode),
    requests: () => [...recorded],
    close: () => close(server),
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const taken = cause.code === "EADDRINUSE";
      reject(
        taken
          ? new SandboxError("PORT_IN_USE", `Port ${port} is taken.`, {
              cause,
              hint: "Choose another port, or 0 for a free one.",
            })
          : cause,
      );
    });
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
