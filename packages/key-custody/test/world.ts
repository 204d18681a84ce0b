import { type System, system } from "@infershield/core";
import type { Provider } from "@infershield/providers";
import { memoryTokenStore, type TokenStore } from "@infershield/token-store";
import { expect } from "vitest";
import {
  type CredentialRequest,
  type Custody,
  CustodyError,
  type CustodyErrorCode,
  type CustodyEvent,
  type CustodyOptions,
  createCustody,
} from "../src/index.ts";
import { person, providerAt, signInOf } from "./people.ts";
import { type RotatingServer, type RotatingServerOptions, startRotatingServer } from "./rotating-server.ts";

export const minute = 60_000;
export const start = 1_760_000_000_000;

/** An authorization server, a store and a custody between them, with clocks that stand until a test moves them. */
export interface World {
  readonly server: RotatingServer;
  readonly store: TokenStore;
  readonly events: CustodyEvent[];
  /** The server's, until a test changes it. */
  provider: Provider;
  custody: Custody;
  /** Wall clock, epoch milliseconds. */
  now: number;
  /** Milliseconds since the world began. */
  monotonic: number;
  /** Another custody on the same store; its events are counted with the others. */
  open(options?: Partial<CustodyOptions>): Custody;
  /** Stores a sign-in whose access token has `leftMs` to live. */
  signIn(leftMs: number, userId?: string): Promise<{ readonly accessToken: string; readonly refreshToken: string }>;
  /** What a person asks for. */
  request(change?: Partial<CredentialRequest>): CredentialRequest;
  /** What that person's request would carry. */
  valueFor(userId?: string): Promise<string>;
  /** Waits for what is under way and ends everything. */
  close(): Promise<void>;
}

export async function startWorld(options: RotatingServerOptions = {}): Promise<World> {
  const server = await startRotatingServer(options);
  const clock: System = { ...system, now: () => world.now, monotonic: () => world.monotonic };
  const store = memoryTokenStore({ system: clock });
  const events: CustodyEvent[] = [];
  const onEvent = (event: CustodyEvent) => events.push(event);
  const open: World["open"] = (change = {}) =>
    createCustody({ keyMode: "server", store, environmentKeys: new Map(), system: clock, onEvent, ...change });
  const request: World["request"] = (change) => ({
    principal: person(),
    provider: world.provider,
    operation: "chat_completions",
    ...change,
  });
  const world: World = {
    server,
    store,
    events,
    provider: providerAt(server.url),
    custody: open(),
    now: start,
    monotonic: 0,
    open,
    signIn: async (leftMs, userId = "alex") => {
      const tokens = server.issue(userId);
      await store.put(signInOf(tokens, { userId, expiresAt: world.now + leftMs }), { expectedGeneration: 0 });
      return tokens;
    },
    request,
    valueFor: async (userId) =>
      (await world.custody.credentialFor(request({ principal: person(userId) }))).value.reveal(),
    close: async () => {
      await world.custody.close();
      await server.close();
    },
  };
  return world;
}

/** The code that work failed with, or that it did not fail. */
export async function codeOf(work: Promise<unknown>): Promise<CustodyErrorCode | "resolved"> {
  const reason = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (reason === undefined) return "resolved";
  expect(reason).toBeInstanceOf(CustodyError);
  return reason instanceof CustodyError ? reason.code : "resolved";
}
