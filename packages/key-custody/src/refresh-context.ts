import type { Clock, Secret } from "@infershield/core";
import type { Provider } from "@infershield/providers";
import type { TokenKey, TokenRecord, TokenStore } from "@infershield/token-store";
import type { CustodyEvent } from "./events.ts";
import type { OAuthClients } from "./oauth-client.ts";

/** What every refresh of one custody needs. */
export interface RefreshContext {
  readonly store: TokenStore;
  readonly clients: OAuthClients;
  readonly now: Clock;
  readonly onEvent: (event: CustodyEvent) => void;
  /** Answers that are not in the store yet, by token name: the last copy of a token when the disk is full. */
  readonly unsaved: Map<string, Secret>;
}

/** What one refresh is about. */
export interface RefreshTask {
  readonly key: TokenKey;
  readonly provider: Provider;
  /** The access token that the API refused although it looked valid: any other one is good enough. */
  readonly refused?: Secret;
  /** Renew whatever the clock says, once. */
  readonly force?: boolean;
}

/** How a refresh ended. `record` is a usable token; `failed` leaves the stored token as it was. */
export type RefreshOutcome =
  | { readonly type: "record"; readonly record: TokenRecord; readonly renewed: boolean }
  | { readonly type: "gone" }
  | { readonly type: "ended" }
  | { readonly type: "failed"; readonly reason: string; readonly retryAfterMs: number | undefined };
