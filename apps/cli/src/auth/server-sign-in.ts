import { InferShieldError, type System, system } from "@infershield/core";
import type { PromptJson, SignInJson } from "@infershield/proxy";
import type { Administration } from "../team/administration.ts";
import { providersAnswer, signInAnswer } from "../team/answers.ts";
import { ask, unexpectedAnswer } from "../team/ask.ts";
import type { LoginViews } from "./log-in.ts";

/** A sign-in that a team's server runs: it asks the provider and keeps the tokens, which never come here. */
export interface ServerSignInRequest {
  readonly provider: string;
  readonly account: string;
  /** Whom it is for; the owner of the token when absent. */
  readonly user?: string | undefined;
  readonly signal: AbortSignal;
  readonly outside?: System;
}

/** How often the server is asked whether somebody has approved. */
const askEveryMs = 1_000;

/**
 * Shows what there is to do and waits until the server has the tokens.
 *
 * @returns the sign-in as it ended
 * @throws InferShieldError with the code of what went wrong, here, at the server or at the provider
 */
export async function serverSignIn(
  administration: Administration,
  request: ServerSignInRequest,
  views: LoginViews,
): Promise<SignInJson> {
  const { providers } = await ask(administration, "GET /admin/providers", providersAnswer);
  const way = providers.find(({ name }) => name === request.provider);
  const started =
    way?.sign_in === "browser"
      ? await inBrowser(administration, request, way.redirect_path ?? "/callback", views)
      : await start(administration, request);
  try {
    return await ended(administration, started, request, views);
  } catch (error) {
    if (request.signal.aborted) await administration.call(`POST /admin/sign-ins/${started.id}/cancel`, {});
    throw error;
  } finally {
    views.device.done();
  }
}

function start(
  administration: Administration,
  { provider, account, user }: ServerSignInRequest,
  redirectUri?: string,
): Promise<SignInJson> {
  const wish = { provider, account, user, redirect_uri: redirectUri };
  return ask(administration, "POST /admin/sign-ins", signInAnswer, wish);
}

/** The browser comes back to this machine; what it brings is of no use without the secret that the server kept. */
async function inBrowser(
  administration: Administration,
  request: ServerSignInRequest,
  path: string,
  { browser }: LoginViews,
): Promise<SignInJson> {
  const { awaitReturn } = await import("@infershield/device-flow/loopback");
  let started: SignInJson | undefined;
  const { returned } = await awaitReturn(
    async (redirectUri) => {
      started = throwFailure(await start(administration, request, redirectUri));
      const { prompt } = started;
      if (prompt?.flow !== "browser") throw unexpectedAnswer();
      return { url: prompt.url, state: prompt.state, expiresAt: Date.parse(prompt.expires_at) };
    },
    {
      path,
      open: (url) => browser.visit({ url, expiresAt: expiryOf(started?.prompt) }),
      paste: browser.paste,
      timeoutMs: 10 * 60_000,
      signal: request.signal,
    },
  );
  if (started === undefined) throw unexpectedAnswer();
  return await ask(administration, `POST /admin/sign-ins/${started.id}/return`, signInAnswer, { address: returned });
}

async function ended(
  administration: Administration,
  started: SignInJson,
  { signal, outside = system }: ServerSignInRequest,
  { device }: LoginViews,
): Promise<SignInJson> {
  let now = throwFailure(started);
  const { prompt } = now;
  if (prompt?.flow === "device") showCode(prompt, device);
  while (now.status === "waiting") {
    await outside.sleep(askEveryMs, signal);
    now = throwFailure(await ask(administration, `GET /admin/sign-ins/${started.id}`, signInAnswer));
    if (prompt?.flow === "device" && now.status === "waiting") {
      const expiresInMs = expiryOf(prompt) - outside.now();
      device.waiting({ type: "pending", intervalMs: askEveryMs, expiresInMs });
    }
  }
  return now;
}

function showCode(prompt: Extract<PromptJson, { flow: "device" }>, view: LoginViews["device"]): void {
  const { user_code, verification_uri, verification_uri_complete } = prompt;
  view.code({
    userCode: plain(user_code),
    verificationUri: address(verification_uri),
    ...(verification_uri_complete !== null && { verificationUriComplete: address(verification_uri_complete) }),
    expiresAt: expiryOf(prompt),
    intervalMs: askEveryMs,
  });
}

/** The server has checked these; a wrong server has not. */
function plain(text: string): string {
  if (/^[\x21-\x7e]{1,64}$/.test(text)) return text;
  throw unexpectedAnswer();
}

function address(text: string): string {
  if (/^https?:\/\/[\x21-\x7e]{1,2000}$/.test(text) && URL.canParse(text)) return text;
  throw unexpectedAnswer();
}

function expiryOf(prompt: PromptJson | null | undefined): number {
  const at = Date.parse(prompt?.expires_at ?? "");
  return Number.isNaN(at) ? 0 : at;
}

function throwFailure(signIn: SignInJson): SignInJson {
  const { error } = signIn;
  if (error === null) return signIn;
  throw new InferShieldError(error.code, error.message, error.hint === undefined ? {} : { hint: error.hint });
}
