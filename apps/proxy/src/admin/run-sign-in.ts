import { InferShieldError } from "@infershield/core";
import type { Actor } from "./actor.ts";
import { recorded } from "./recorded.ts";
import { type SignInPrompt, type SignInWish, signIn } from "./sign-in.ts";
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

/** A sign-in that was started in this server. */
export interface RunningSignIn {
  readonly id: string;
  /** The user who started it. */
  readonly startedBy: string;
  /** As it is now. */
  view(): SignInView;
  /** Resolves when there is something to do for the person, or when it ended without. */
  readonly shown: Promise<void>;
  /** Hands over where the browser came back to. */
  resume(returned: string): void;
  cancel(): void;
  /** Resolves when it ended and that is recorded, however it ended. */
  readonly over: Promise<void>;
  /** On the monotonic clock; undefined while it runs. */
  endedAt(): number | undefined;
}

const idBytes = 16;

/** Starts a sign-in, and records it. */
export function runSignIn(team: Team, actor: Actor, wish: SignInWish): RunningSignIn {
  const { system } = team;
  const provider = wish.provider.name;
  const id = `sgn_${Buffer.from(system.randomBytes(idBytes)).toString("hex")}`;
  const stop = new AbortController();
  const back = Promise.withResolvers<string>();
  const shown = Promise.withResolvers<void>();
  let view: SignInView = { id, provider, account: wish.account, status: "waiting" };
  let endedAt: number | undefined;

  const show = (prompt: SignInPrompt): void => {
    view = { ...view, prompt };
    shown.resolve();
  };
  const run = async (): Promise<void> => {
    const act = { event: "authentication", action: "auth.login", subject: wish.userId, provider } as const;
    const steps = { show, returned: back.promise, signal: stop.signal };
    try {
      const { displayName, account } = await recorded(team, actor, act, () => signIn(team, wish, steps));
      view = { ...view, status: "done", account, name: displayName ?? account };
    } catch (error) {
      view = { ...view, status: "failed", error: stop.signal.aborted ? cancelled : failureOf(error) };
    }
    endedAt = system.monotonic();
    stop.abort();
    shown.resolve();
  };

  return {
    id,
    startedBy: actor.userId,
    view: () => view,
    shown: shown.promise,
    resume: back.resolve,
    cancel: () => stop.abort(),
    over: run(),
    endedAt: () => endedAt,
  };
}

const cancelled = { code: "CANCELLED", message: "The sign-in was cancelled." } as const;

function failureOf(error: unknown): NonNullable<SignInView["error"]> {
  if (!(error instanceof InferShieldError)) return { code: "UNEXPECTED", message: "The sign-in failed." };
  const { code, message, hint } = error;
  return { code, message, ...(hint !== undefined && { hint }) };
}
