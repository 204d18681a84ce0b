import { ProxyError } from "../proxy-error.ts";
import type { Ticker } from "../ticker.ts";
import type { Actor } from "./actor.ts";
import { ownerOfSignIn } from "./logins.ts";
import { type RunningSignIn, runSignIn, type SignInView } from "./run-sign-in.ts";
import type { Team } from "./team.ts";

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

/** Starts with none. */
export function createSignIns(team: Team, ticker: Ticker): SignIns {
  const all = new Map<string, RunningSignIn>();
  ticker.watch((now) => {
    for (const [id, running] of all) if (now - (running.endedAt() ?? now) > keptMs) all.delete(id);
  });
  const find = (actor: Actor, id: string): RunningSignIn => {
    const running = all.get(id);
    if (running?.startedBy === actor.userId) return running;
    throw new ProxyError("NOT_FOUND", "There is no such sign-in.", { reason: "sign_in", hint: "Start it again." });
  };
  return {
    start: async (actor, { provider: name, account, user, redirectUri }) => {
      const userId = await ownerOfSignIn(team, actor, user);
      const provider = team.providers.get(name);
      requirePlace(all, actor);
      const wish = { userId, provider, account, ...(redirectUri !== undefined && { redirectUri }) };
      const running = runSignIn(team, actor, wish);
      all.set(running.id, running);
      await running.shown;
      return running.view();
    },
    view: (actor, id) => find(actor, id).view(),
    resume: (actor, id, returned) => find(actor, id).resume(returned),
    cancel: (actor, id) => find(actor, id).cancel(),
    close: async () => {
      for (const running of all.values()) running.cancel();
      await Promise.all([...all.values()].map(({ over }) => over));
    },
  };
}

function requirePlace(all: ReadonlyMap<string, RunningSignIn>, { userId }: Actor): void {
  const waiting = [...all.values()].filter(({ endedAt }) => endedAt() === undefined);
  const own = waiting.filter(({ startedBy }) => startedBy === userId);
  if (waiting.length < maxWaiting && own.length < maxWaitingEach) return;
  throw new ProxyError("TOO_MANY_REQUESTS_IN_FLIGHT", "Too many sign-ins are waiting for approval.", {
    reason: "sign_ins",
    retryAfterSeconds: 60,
  });
}
