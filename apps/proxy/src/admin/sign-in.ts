import { defaultTenant } from "@infershield/core";
import {
  DeviceFlowError,
  pollToken,
  redeemAuthorizationCode,
  requestDeviceAuthorization,
  startAuthorizationCode,
} from "@infershield/device-flow";
import {
  dropSignIn,
  type FinishedSignIn,
  keepSignIn,
  prepareBrowserSignIn,
  prepareDeviceSignIn,
} from "@infershield/key-custody";
import type { Provider } from "@infershield/providers";
import type { TokenRecord } from "@infershield/token-store";
import type { Team } from "./team.ts";

/** Whose sign-in where. */
export interface SignInWish {
  readonly userId: string;
  readonly provider: Provider;
  readonly account: string;
  /** Where the browser comes back to on the person's machine; for a sign-in in a browser. */
  readonly redirectUri?: string;
}

/** What a person is shown while a sign-in waits for them. */
export type SignInPrompt =
  | {
      readonly flow: "device";
      readonly userCode: string;
      readonly verificationUri: string;
      readonly verificationUriComplete?: string;
      readonly expiresAt: number;
    }
  | { readonly flow: "browser"; readonly url: string; readonly state: string; readonly expiresAt: number };

/** The person's part of a sign-in. */
export interface SignInSteps {
  /** Called once, before the wait. */
  readonly show: (prompt: SignInPrompt) => void;
  /** The address that the browser came back to, when it has. */
  readonly returned: Promise<string>;
  readonly signal: AbortSignal;
}

/** How long a person has for a sign-in in a browser. */
const browserMs = 10 * 60_000;

/**
 * Signs a person in at a provider and stores the tokens here. Nothing of them leaves this process but to the provider.
 *
 * @throws DeviceFlowError, CustodyError
 */
export async function signIn(team: Team, wish: SignInWish, steps: SignInSteps): Promise<TokenRecord> {
  const { userId, account, provider } = wish;
  const { client, tokenSet } =
    provider.signIn?.flow === "browser" ? await inBrowser(team, wish, steps) : await byCode(team, wish, steps);
  const finished = { userId, account, provider, client, tokenSet };
  const user = await team.users.findUser({ id: userId });
  if (user?.state !== "active") {
    await dropSignIn(finished);
    throw new DeviceFlowError("ABORTED", "The account was disabled or deleted meanwhile.");
  }
  return await keepSignIn(team.tokens, finished);
}

type Outcome = Pick<FinishedSignIn, "client" | "tokenSet">;

/** @see RFC 8628 */
async function byCode({ system }: Team, { provider }: SignInWish, { show, signal }: SignInSteps): Promise<Outcome> {
  const { client, signIn: way, parameters } = await prepareDeviceSignIn(provider, system);
  const { scopes, verificationHosts } = way;
  const authorization = await requestDeviceAuthorization(client, { scopes, verificationHosts, parameters, signal });
  const { userCode, verificationUri, verificationUriComplete, expiresAt } = authorization;
  show({
    flow: "device",
    userCode,
    verificationUri,
    expiresAt,
    ...(verificationUriComplete !== undefined && { verificationUriComplete }),
  });
  return { client, tokenSet: await pollToken(client, authorization, { ...system, signal }) };
}

/** @see RFC 8252: the browser comes back to the person's machine, and that machine passes on what it was given. */
async function inBrowser(team: Team, wish: SignInWish, { show, returned, signal }: SignInSteps): Promise<Outcome> {
  const { provider, userId, account, redirectUri = "" } = wish;
  const key = { tenant: defaultTenant, userId, account, provider: provider.name };
  const {
    client,
    signIn: way,
    parameters,
  } = await prepareBrowserSignIn(provider, {
    stored: await team.tokens.get(key),
    storeId: team.storeId,
    fetch: team.system.fetch,
  });
  requireReturn(redirectUri, way.redirectPath ?? "/callback");
  const request = await startAuthorizationCode(client, { scopes: way.scopes, parameters, redirectUri });
  show({ flow: "browser", url: request.url, state: request.state, expiresAt: team.system.now() + browserMs });
  const address = await Promise.race([returned, expired(team, signal)]);
  const { resource } = parameters;
  const { tokens: tokenSet, clientId } = await redeemAuthorizationCode(client, request, address, {
    signal,
    now: team.system.now,
    parameters: resource === undefined ? {} : { resource },
  });
  return { client: { ...client, clientId }, tokenSet };
}

/** Only a port of the person's own machine: a code must not be sent to anybody else. */
function requireReturn(redirectUri: string, path: string): void {
  const [, port] = /^http:\/\/127\.0\.0\.1:(\d{1,5})(\/.*)$/.exec(redirectUri) ?? [];
  if (port !== undefined && redirectUri === `http://127.0.0.1:${port}${path}`) return;
  throw new DeviceFlowError("UNTRUSTED_URI", `The browser has to come back to http://127.0.0.1:PORT${path}.`);
}

async function expired({ system }: Team, signal: AbortSignal): Promise<never> {
  await system.sleep(browserMs, signal);
  throw new DeviceFlowError("EXPIRED_TOKEN", "Nobody finished the sign-in in time.", {
    hint: "Start the sign-in again.",
  });
}
