import type { Instance } from "@infershield/instance";
import type { TokenRecord } from "@infershield/token-store";
import { CliError } from "../cli-error.ts";
import { interruptible } from "../interruptible.ts";
import type { BrowserLoginView } from "./browser-login-view.ts";
import { browserSignIn } from "./browser-sign-in.ts";
import type { LoginView } from "./login-view.ts";
import { type SignInRequest, signIn } from "./sign-in.ts";

/** How a login is shown, whichever way the provider takes. */
export interface LoginViews {
  readonly device: LoginView;
  readonly browser: BrowserLoginView;
}

/**
 * Signs a person in the way the provider offers, until Ctrl-C or `timeoutMs`: either ends the wait cleanly, the home is closed and the
 * terminal restored.
 *
 * @throws CliError `CANCELLED`, `TIMED_OUT`, `SIGN_IN_UNAVAILABLE`; DeviceFlowError, ProviderError
 */
export async function logIn(
  instance: Instance,
  request: Omit<SignInRequest, "signal"> & { readonly timeoutMs?: number | undefined },
  views: LoginViews,
): Promise<TokenRecord> {
  const { timeoutMs, ...who } = request;
  const { signIn: way } = instance.providers.get(request.provider);
  return await withDeadline(timeoutMs, async (signal) =>
    way?.flow === "browser"
      ? await browserSignIn(instance, { ...who, signal, ...(timeoutMs !== undefined && { timeoutMs }) }, views.browser)
      : await signIn(instance, { ...who, signal }, views.device),
  );
}

/**
 * Waits for somebody to approve, until Ctrl-C or so many milliseconds.
 *
 * @throws CliError `CANCELLED`, `TIMED_OUT`; what `work` throws
 */
export async function withDeadline<T>(
  timeoutMs: number | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
  return await interruptible(async (interrupt) => {
    try {
      return await work(late ? AbortSignal.any([late, interrupt]) : interrupt);
    } catch (cause) {
      if (!late?.aborted) throw cause;
      throw new CliError("TIMED_OUT", "Nobody approved the login in the time given with --timeout.", {
        cause,
        hint: "Run the same login again, and approve it in time.",
      });
    }
  });
}
