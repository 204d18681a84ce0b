import { type Config, type Instance, isLoopbackHost } from "@infershield/instance";
import { ProxyError } from "./proxy-error.ts";

/** Whether requests without an InferShield token are served: only on this machine, for one person, and when the operator did not forbid it. */
export function isAnonymousAllowed({ mode, host, behindProxy, requireToken }: Config): boolean {
  return mode === "single-user" && isLoopbackHost(host) && !behindProxy && !requireToken;
}

/**
 * The switch counts for the whole process, also for the requests that renew logins.
 *
 * @throws ProxyError `TLS_NOT_VERIFIED`
 */
export function requireVerifiedTls(): void {
  if (process.env["NODE_TLS_REJECT_UNAUTHORIZED"] !== "0") return;
  throw new ProxyError(
    "TLS_NOT_VERIFIED",
    "NODE_TLS_REJECT_UNAUTHORIZED=0 would give every login to whoever listens.",
    {
      hint: "Unset it. For a company's own certificates set NODE_EXTRA_CA_CERTS.",
    },
  );
}

/**
 * A team signs in while the server runs; one person has to have done so before.
 *
 * @throws ProxyError `NO_CREDENTIAL`; TokenStoreError when the logins cannot be read
 */
export async function requireCredential({ config, tokens, providers }: Instance): Promise<void> {
  const { mode, keyMode, environmentKeys } = config;
  if (mode === "multi-user" || keyMode !== "server" || environmentKeys.size > 0) return;
  if ((await tokens.list()).some(({ provider }) => providers.find(provider))) return;
  throw new ProxyError(
    "NO_CREDENTIAL",
    'OPENAI_API_KEY not set. Set it in your environment, run "infershield auth login", or switch to KEY_MODE=passthrough.',
    { hint: "Next: infershield auth login" },
  );
}
