import { InferShieldError } from "@infershield/core";
import { ProxyError } from "../proxy-error.ts";
import type { Ticker } from "../ticker.ts";
import type { Actor } from "./actor.ts";
import { ownerOfSignIn } from "./logins.ts";
import { recorded } from "./recorded.ts";
import { type SignInPrompt, signIn } from "./sign-in.ts";
import type { Team } from "./team.ts";

/** A sign-in as the person who started it sees it. */
export interface SignInView {
  readonly id: string;
  readonly provider: string;
  readonly account: string;
  readonly status: "waiting" | "done" | "failed";
  readonly prompt?: SignInPrompt;
  /** Name of the account at the provider, once it is known. */
  readonly name?: string;
  readonly error?: { readonly code: string; readonly message: string; readonly hint?: string };
}

/** Sign-ins that run in this server. They are forgotten some minutes after they ended, and all of them when the server stops. */
export interface SignIns {
  /**
   * Starts one and waits until there is something to show.
   *
   * @param wish.user - Whom it is for; the caller without it.
   * @throws ProxyError `NOT_PERMITTED`, `TOO_MANY_REQUESTS_IN_FLIGHT`; IdentityError `NOT_FOUND`; ProviderError `UNKNOWN_PROVIDER`
   */
  start(
    actor: Actor,
    wish: {
      readonly provider: string;
      readonly account: string;
      readonly user?: string;
      readonly redirectUri?: string;
    },
  ): Promise<SignInView>;
  /** @throws ProxyError `NOT_FOUND`, also for somebody else's */
  view(actor: Actor, id: string): SignInView;
  /** Hands over where the browser came back to. @throws ProxyError `NOT_FOUND` */
  resume(actor: Actor, id: string, returned: string): void;
  /** @throws ProxyError `NOT_FOUND` */
  cancel(actor: Actor, id: string): void;
  /** Ends all of them and waits for their records. */
  close(): Promise<void>;
}

const maxWaiting = 1_000;
const maxWaitingEach = 5;
/** How long an ended one can still be asked about. */
const keptMs = 5 * 60_000;
const idBytes = 16;

interface Running {
  view: SignInView;
  readonly startedBy: string;
  readonly stop: AbortController;
  readonly resume: (returned: string) => void;
  readonly over: Promise<void>;
  endedAt?: number;
}

/** Starts with none. */
export function createSignIns(team: Team, ticker: Ticker): SignIns {
  const { system } = team;
  const all = new Map<string, Running>();
  ticker.watch((now) => {
    for (const [id, { endedAt }] of all) if (endedAt !== undefined && now - endedAt > keptMs) all.delete(id);
  });
  const find = (actor: Actor, id: string): Running => {
    const running = all.get(id);
    if (running?.startedBy === actor.userId) return running;
    throw new ProxyError("NOT_FOUND", "There is no such sign-in.", { reason: "sign_in", hint: "Start it again." });
  };
  return {
    start: async (actor, { provider: name, account, user, redirectUri }) => {
      const userId = await ownerOfSignIn(team, actor, user);
      const provider = team.providers.get(name);
      requirePlace(all, actor);
      const stop = new AbortController();
      const back = Promise.withResolvers<string>();
      const shown = Promise.withResolvers<void>();
      const id = `sgn_${Buffer.from(system.randomBytes(idBytes)).toString("hex")}`;
      const act = { event: "authentication", action: "auth.login", subject: userId, provider: name } as const;
      const work = recorded(team, actor, act, () =>
        signIn(
          team,
          { userId, provider, account, ...(redirectUri !== undefined && { redirectUri }) },
          {
            show: (prompt) => {
              running.view = { ...running.view, prompt };
              shown.resolve();
            },
            returned: back.promise,
            signal: stop.signal,
          },
        ),
      );
      const over = work
        .then(
          ({ displayName, account: label }) => {
            running.view = { ...running.view, status: "done", account: label, name: displayName ?? label };
          },
          (error: unknown) => {
            const failure = stop.signal.aborted ? cancelled : failureOf(error);
            running.view = { ...running.view, status: "failed", error: failure };
          },
        )
        .then(() => {
          running.endedAt = system.monotonic();
          stop.abort();
          shown.resolve();
        });
      const running: Running = {
        view: { id, provider: name, account, status: "waiting" },
        startedBy: actor.userId,
        stop,
        resume: back.resolve,
        over,
      };
      all.set(id, running);
      await shown.promise;
      return running.view;
    },
    view: (actor, id) => find(actor, id).view,
    resume: (actor, id, returned) => find(actor, id).resume(returned),
    cancel: (actor, id) => find(actor, id).stop.abort(),
    close: async () => {
      for (const { stop } of all.values()) stop.abort();
      await Promise.all([...all.values()].map(({ over }) => over));
    },
  };
}

function requirePlace(all: ReadonlyMap<string, Running>, { userId }: Actor): void {
  const waiting = [...all.values()].filter(({ endedAt }) => endedAt === undefined);
  const own = waiting.filter(({ startedBy }) => startedBy === userId);
  if (waiting.length < maxWaiting && own.length < maxWaitingEach) return;
  throw new ProxyError("TOO_MANY_REQUESTS_IN_FLIGHT", "Too many sign-ins are waiting for approval.", {
    reason: "sign_ins",
    retryAfterSeconds: 60,
  });
}

const cancelled = { code: "CANCELLED", message: "The sign-in was cancelled." } as const;

function failureOf(error: unknown): NonNullable<SignInView["error"]> {
  if (!(error instanceof InferShieldError)) return { code: "UNEXPECTED", message: "The sign-in failed." };
  const { code, message, hint } = error;
  return { code, message, ...(hint !== undefined && { hint }) };
}
