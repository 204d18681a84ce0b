import type { Directory } from "@infershield/identity";
import type { Caller } from "./authenticate.ts";
import { type Client, watchWhileOpen } from "./client.ts";
import { ProxyError } from "./proxy-error.ts";
import type { Ticker } from "./ticker.ts";

/** Cuts an exchange off when its token ends while it runs; looks once a second. */
export function watchRevocation(client: Client, caller: Caller, directory: Directory, ticker: Ticker): void {
  const { token } = caller;
  if (token === undefined) return;
  const cut = (reason: string): void =>
    client.cut(new ProxyError("INVALID_TOKEN", "The InferShield token is not valid any more.", { reason }));
  watchWhileOpen(client, ticker, () => {
    directory.authenticate(token).then(
      (result) => {
        if (!result.ok) cut(result.reason);
        // The token is good, but not for this any more: its person's role was changed.
        else if (!result.principal.scopes.includes("proxy:invoke")) cut("scope");
      },
      () => cut("directory_unavailable"),
    );
  });
}
