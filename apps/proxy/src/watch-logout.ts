import type { Principal } from "@infershield/core";
import { type Credential, CustodyError } from "@infershield/key-custody";
import type { Provider } from "@infershield/providers";
import type { TokenStore } from "@infershield/token-store";
import { type Client, watchWhileOpen } from "./client.ts";
import type { LoginCommand } from "./login-command.ts";
import type { Ticker } from "./ticker.ts";

/**
 * Cuts an exchange off when the login that pays for it is deleted while it runs; looks once a second. Whoever signed out does not expect
 * answers to go on, and after a new sign-in they would go on under a login that did not ask for them.
 */
export function watchLogout(
  client: Client,
  { credential, principal, provider }: WatchedCredential,
  options: { readonly tokens: TokenStore; readonly ticker: Ticker; readonly loginCommand: LoginCommand },
): void {
  const { tokens, ticker, loginCommand } = options;
  const { account, recordId } = credential;
  if (account === undefined || recordId === undefined) return;
  const key = { tenant: principal.tenant, userId: principal.userId, provider: provider.name, account };
  watchWhileOpen(client, ticker, () => {
    tokens.get(key).then(
      (record) => {
        if (record?.id !== recordId) client.cut(signedOut(provider, loginCommand(provider.name)));
      },
      // A store that cannot be read for a moment stops new requests; what was paid for goes on.
      () => undefined,
    );
  });
}

/** What an exchange was given, and whose it is. */
export interface WatchedCredential {
  readonly credential: Credential;
  readonly principal: Principal;
  readonly provider: Provider;
}

function signedOut({ displayName }: Provider, login: string): CustodyError {
  return new CustodyError("REAUTHENTICATION_REQUIRED", `The person signed out of ${displayName}.`, {
    hint: `Run: ${login}`,
  });
}
