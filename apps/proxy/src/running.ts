import type { Client } from "./client.ts";
import { createPassing } from "./passing.ts";
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
  const exchanges = createPassing<{ readonly client: Client; readonly work: Promise<void> }>();
  return {
    add: (client, work) => {
      void work.then(exchanges.add({ client, work }));
    },
    cut: (reason) => {
      for (const { client } of exchanges.all()) client.cut(reason);
    },
    settled: async () => {
      await Promise.all([...exchanges.all()].map(({ work }) => work));
    },
  };
}
