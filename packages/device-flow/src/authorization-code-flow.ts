import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type Clock, type Sleep, system } from "@infershield/core";
import { aborted, untilAborted } from "./abort.ts";
import { type BrowserSignIn, redeemAuthorizationCode, startAuthorizationCode } from "./authorization-code.ts";
import type { OAuthClient } from "./client.ts";
import { DeviceFlowError } from "./error.ts";
import { sendReturnPage } from "./return-page.ts";

/** Options of {@link awaitReturn}. */
export interface ReturnOptions {
  /** Shows or opens the address to visit. */
  readonly open: (url: string) => void | Promise<void>;
  /** Asks a person for the address their browser ended at, where that browser runs on another machine. Whichever comes first counts. */
  readonly paste?: (signal: AbortSignal) => Promise<string>;
  /** Path that the server sends the browser back to; default `/callback`. */
  readonly path?: string;
  /** Port to listen on; default 0, a free one. */
  readonly port?: number;
  /** How long to wait for the person, in milliseconds; default five minutes. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly sleep?: Sleep;
}

/** Options of {@link authorizationCodeFlow}. */
export interface AuthorizationCodeFlowOptions extends ReturnOptions {
  readonly scopes: readonly string[];
  /** Further fields of the request, such as `prompt`; `resource` goes to the token endpoint too (RFC 8707). */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly now?: Clock;
}

const defaultWaitMs = 300_000;

/**
 * Signs in through a browser on this machine: authorization code with PKCE, state and `iss`, and a listener on 127.0.0.1 that lives only as long as the
 * sign-in.
 *
 * @throws DeviceFlowError `EXPIRED_TOKEN` when nobody came back in time, `ABORTED`, and what `startAuthorizationCode` and `redeemAuthorizationCode` throw
 * @see RFC 8252 sections 7.3 and 8.3
 */
export async function authorizationCodeFlow(
  client: OAuthClient,
  options: AuthorizationCodeFlowOptions,
): Promise<BrowserSignIn> {
  const { signal } = options;
  const { request, returned } = await awaitReturn(
    (redirectUri) => startAuthorizationCode(client, { ...options, redirectUri }),
    options,
  );
  const { resource } = options.parameters ?? {};
  const parameters = resource === undefined ? {} : { resource };
  try {
    return await redeemAuthorizationCode(client, request, returned, { signal, now: options.now, parameters });
  } catch (error) {
    throw signal?.aborted ? aborted(signal) : error;
  }
}

/**
 * Waits on 127.0.0.1 for the browser of a sign-in that somebody else starts and redeems.
 *
 * @param start - Begins the sign-in that comes back to `redirectUri`.
 * @returns what `start` gave, and the whole address that the browser came back to
 * @throws DeviceFlowError `EXPIRED_TOKEN` when nobody came back in time, `ABORTED`, `UNREACHABLE` when the port cannot be opened; what `start` throws
 * @see RFC 8252 section 7.3
 */
export async function awaitReturn<Request extends { readonly url: string; readonly state: string }>(
  start: (redirectUri: string) => Promise<Request>,
  options: ReturnOptions,
): Promise<{ readonly request: Request; readonly returned: string }> {
  const { path = "/callback", sleep = system.sleep, signal } = options;
  if (signal?.aborted) throw aborted(signal);
  const server = createServer();
  const over = new AbortController();
  const stopped = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal]);
  try {
    const redirectUri = `http://127.0.0.1:${await listen(server, options.port ?? 0)}${path}`;
    const request = await start(redirectUri);
    const ways = [
      returnedTo(server, { redirectUri, state: request.state }),
      expire(sleep, options.timeoutMs ?? defaultWaitMs, stopped),
      ...(options.paste === undefined ? [] : [options.paste(stopped)]),
    ];
    const returned = await untilAborted(
      () => Promise.race([...ways, failureToOpen(options.open, request.url)]),
      signal,
    );
    return { request, returned };
  } catch (error) {
    throw signal?.aborted ? aborted(signal) : error;
  } finally {
    over.abort();
    server.close();
    server.closeAllConnections();
  }
}

/** The address of the first request that comes back to this sign-in; anything else on this machine that knocks is turned away and waited out. */
function returnedTo(
  server: Server,
  expected: { readonly redirectUri: string; readonly state: string },
): Promise<string> {
  const own = new URL(expected.redirectUri);
  return new Promise((resolve) => {
    server.on("request", (request: IncomingMessage, response: ServerResponse) => {
      const url = URL.parse(request.url ?? "", own.origin);
      const fits = url?.pathname === own.pathname && url.searchParams.get("state") === expected.state;
      if (request.method !== "GET" || request.headers.host !== own.host || !fits) {
        sendReturnPage(response, "unknown");
        return;
      }
      // The page is on its way before the listener closes.
      response.once("close", () => resolve(url.href));
      sendReturnPage(response, url.searchParams.has("error") ? "refused" : "received");
    });
  });
}

async function expire(sleep: Sleep, ms: number, signal: AbortSignal): Promise<never> {
  await sleep(ms, signal);
  throw new DeviceFlowError("EXPIRED_TOKEN", "Nobody finished the sign-in in time.", {
    hint: "Start the sign-in again.",
  });
}

async function failureToOpen(open: AuthorizationCodeFlowOptions["open"], url: string): Promise<never> {
  await open(url);
  return new Promise<never>(() => undefined);
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => {
      const options = { cause, hint: "Choose another port, or 0 for a free one." };
      reject(new DeviceFlowError("UNREACHABLE", `Port ${port} of 127.0.0.1 cannot be listened on.`, options));
    });
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}
