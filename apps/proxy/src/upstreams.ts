import { createPinnedLookup, type Provider } from "@infershield/providers";
import type { Dispatcher } from "undici";
import { loadUndici, Pool } from "./library-parts.ts";

/** Keeps one pool of connections for each upstream origin. */
export interface Upstreams {
  /** The pool for an origin of a provider; made on first use. */
  pool(provider: Pick<Provider, "allowPrivateAddress">, origin: string): Dispatcher;
  /** Ends all connections at once. */
  close(): Promise<void>;
}

/** What `HTTPS_PROXY` and `NO_PROXY` say. */
export interface Egress {
  readonly httpsProxy: string;
  readonly noProxy?: string;
}

/** How long a provider may take, and the way to it. */
export interface UpstreamOptions {
  readonly limits: {
    readonly upstreamConnectMs: number;
    readonly upstreamHeadersMs: number;
    readonly streamIdleMs: number;
  };
  /** The way out of a company's network; it resolves the names, so addresses are not checked here. */
  readonly egress?: Egress;
}

const maxHeaderBytes = 32_768;

/** Creates the pools; nothing is connected yet. */
export function createUpstreams({ limits, egress }: UpstreamOptions): Upstreams {
  const pools = new Map<string, Dispatcher>();
  const options = {
    headersTimeout: limits.upstreamHeadersMs,
    bodyTimeout: limits.streamIdleMs,
    allowH2: false,
    maxHeaderSize: maxHeaderBytes,
    pipelining: 1,
  };
  // Explicit, so that NODE_TLS_REJECT_UNAUTHORIZED cannot weaken it.
  const connect = { timeout: limits.upstreamConnectMs, rejectUnauthorized: true };
  const undici = egress && loadUndici();
  const open = (origin: string, allowPrivate: boolean): Dispatcher =>
    undici
      ? new undici.EnvHttpProxyAgent({ ...options, connect, requestTls: { rejectUnauthorized: true }, ...egress })
      : new Pool(origin, { ...options, connect: { ...connect, lookup: createPinnedLookup({ allowPrivate }) } });
  return {
    pool: ({ allowPrivateAddress = false }, origin) => {
      const key = `${origin} ${allowPrivateAddress}`;
      let pool = pools.get(key);
      if (!pool) {
        pool = open(origin, allowPrivateAddress);
        pools.set(key, pool);
      }
      return pool;
    },
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    },
  };
}
