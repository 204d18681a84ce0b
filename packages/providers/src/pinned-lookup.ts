import { type LookupAddress, lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { isPublicAddress } from "./address.ts";
import { ProviderError } from "./error.ts";

/** Resolves a name to all its addresses. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

/** Options of {@link createPinnedLookup}. */
export interface PinnedLookupOptions {
  /** The operator allowed this provider's origin to be private (`Provider.allowPrivateAddress`). */
  readonly allowPrivate: boolean;
  /** Replaces the system's resolver. */
  readonly resolve?: Resolve;
}

/**
 * A `lookup` for `net.connect` (undici: `connect.lookup`) that refuses names with any private address. The socket connects to the very
 * addresses that were checked, so a name that resolves differently a moment later gains nothing.
 *
 * The callback gets ProviderError `FORBIDDEN_UPSTREAM`, or the resolver's own error.
 */
export function createPinnedLookup(options: PinnedLookupOptions): LookupFunction {
  const { allowPrivate, resolve = resolveBySystem } = options;
  return (hostname, { all, family }, callback) => {
    resolve(hostname).then(
      (found) => {
        const addresses = found.filter((entry) => matches(entry, family));
        const [first] = addresses;
        if (first === undefined) callback(notFound(hostname), "");
        else if (!allowPrivate && !found.every(({ address }) => isPublicAddress(address)))
          callback(privateAddress(), "");
        else if (all === true) callback(null, [...addresses]);
        else callback(null, first.address, first.family);
      },
      (error: unknown) => callback(error instanceof Error ? error : notFound(hostname), ""),
    );
  };
}

function matches(entry: LookupAddress, family: number | "IPv4" | "IPv6" | undefined): boolean {
  const wanted = family === "IPv4" ? 4 : family === "IPv6" ? 6 : family;
  return wanted === undefined || wanted === 0 || entry.family === wanted;
}

function resolveBySystem(hostname: string): Promise<readonly LookupAddress[]> {
  return new Promise((resolve, reject) => {
    systemLookup(hostname, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
  });
}

function privateAddress(): ProviderError {
  return new ProviderError("FORBIDDEN_UPSTREAM", "The provider's name resolves to a private address.", {
    hint: "List the exact origin in INFERSHIELD_ALLOW_PRIVATE_UPSTREAM when that is meant.",
  });
}

function notFound(hostname: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`No address for ${hostname}`), { code: "ENOTFOUND" });
}
