import type { Principal } from "@infershield/core";
import type { CredentialKind, Operation, Provider } from "@infershield/providers";
import type { CustodyErrorCode } from "./error.ts";

/** Whose credential goes upstream: InferShield's, the caller's, or the first of both. */
export type KeyMode = "server" | "passthrough" | "auto";

/** Everything the decision depends on. */
export interface CredentialQuestion {
  readonly keyMode: KeyMode;
  readonly principal: Principal;
  readonly provider: Provider;
  readonly operation: Operation;
  /**
   * What is stored for the principal at this provider; for an anonymous one, what anybody's token could unlock.
   * `state` is that of the OAuth token.
   */
  readonly stored: {
    readonly oauth: boolean;
    readonly apiKey: boolean;
    readonly state?: "active" | "reauthentication_required";
  };
  /** The caller sent a credential that is not ours. */
  readonly foreign: boolean;
  /** A shared key is set in the environment. */
  readonly environment: boolean;
}

/** The kind of credential to attach, or why there is none. */
export type CredentialDecision = { readonly use: CredentialKind } | { readonly refuse: CustodyErrorCode };

/**
 * Decides which credential goes upstream: the table of KEY_MODE, as data in and data out.
 *
 * An ended sign-in refuses the request instead of falling through to a key that somebody else pays for.
 */
export function decideCredential(question: CredentialQuestion): CredentialDecision {
  const { keyMode, principal, provider, operation } = question;
  if (provider.operations[operation] === undefined || !mayUse(principal, provider)) return { refuse: "NOT_PERMITTED" };
  switch (keyMode) {
    case "server":
      return fromStore(question) ?? fromEnvironment(question) ?? nothing(question);
    case "passthrough":
      if (!question.foreign) return { refuse: "MISSING_CLIENT_KEY" };
      return fromCaller(question) ?? { refuse: "NOT_PERMITTED" };
    case "auto":
      return fromStore(question) ?? fromCaller(question) ?? fromEnvironment(question) ?? nothing(question);
  }
}

/** Whether the provider takes this kind of credential for this operation. */
export function serves(provider: Provider, kind: CredentialKind, operation: Operation): boolean {
  const style = provider.credentials[kind];
  return style !== undefined && (style.serves === "all" || style.serves.includes(operation));
}

function mayUse(principal: Principal, provider: Provider): boolean {
  if (principal.kind === "anonymous") return true;
  const reaches = principal.providers === "all" || principal.providers.includes(provider.name);
  return reaches && principal.scopes.includes("proxy:invoke");
}

function fromStore({ principal, provider, operation, stored }: CredentialQuestion): CredentialDecision | undefined {
  if (principal.kind === "anonymous") return undefined;
  if (stored.oauth && serves(provider, "oauth", operation)) {
    return stored.state === "reauthentication_required" ? { refuse: "REAUTHENTICATION_REQUIRED" } : { use: "oauth" };
  }
  return stored.apiKey && serves(provider, "api_key", operation) ? { use: "api_key" } : undefined;
}

function fromCaller({ provider, operation, foreign }: CredentialQuestion): CredentialDecision | undefined {
  return foreign && serves(provider, "client", operation) ? { use: "client" } : undefined;
}

function fromEnvironment({ provider, operation, environment }: CredentialQuestion): CredentialDecision | undefined {
  return environment && serves(provider, "environment", operation) ? { use: "environment" } : undefined;
}

function nothing({ principal, provider, operation, stored }: CredentialQuestion): CredentialDecision {
  if (principal.kind === "anonymous") {
    return { refuse: stored.oauth || stored.apiKey ? "MISSING_TOKEN" : "UPSTREAM_KEY_NOT_CONFIGURED" };
  }
  // A known person at a provider with sign-in is helped by signing in, and only then.
  const canSignIn = provider.signIn?.clientId !== undefined && serves(provider, "oauth", operation);
  return { refuse: canSignIn ? "REAUTHENTICATION_REQUIRED" : "UPSTREAM_KEY_NOT_CONFIGURED" };
}
