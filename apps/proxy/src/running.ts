import type { Client } from "./client.ts";
import type { ProxyError } from "./proxy-error.ts";

/** The exchanges under way: a shutdown cuts them off and waits for their last records. */
export interface Running {
  /** Watches an exchange until its work, which must not reject, is done. */
  add(client: Client, work: Promise<void>): void;
  /** Cuts all of them off. */
  cut(reason: ProxyError): void;
  /** Resolves when those of this moment are done. */
  settled(): Promise<void>;
}

/** Creates an empty set. */
export function createRunning(): Running {
  const exchanges = new Map<Client, Promise<void>>();
  return {
    add: (client, work) => {
      exchanges.set(client, work);
      void work.then(() => exchanges.delete(client));
    },
    cut: (reason) => {
      for (const client of exchanges.keys()) client.cut(reason);
    },
    settled: async () => {
      await Promise.all(exchanges.values());
    },
  };
}
