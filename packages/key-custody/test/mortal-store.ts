import type { TokenKey, TokenStore } from "@infershield/token-store";

/** The moments of a refresh at which a process can die. */
export type Moment = "intent_written" | "answer_received" | "answer_journalled" | "committed" | "journal_cleared";

/** The leases of one home: held by a process, free as soon as it is dead. */
export interface Leases {
  take(name: string): Promise<() => void>;
}

export function leasesOfOneHome(): Leases {
  const queues = new Map<string, Promise<void>>();
  return {
    async take(name) {
      const before = queues.get(name);
      const own = Promise.withResolvers<void>();
      queues.set(name, own.promise);
      await before;
      return own.resolve;
    },
  };
}

/**
 * One process's view of a store that all processes share. At the chosen moment the process dies: nothing it does settles any more, and
 * its leases are free. What it had stored stays.
 *
 * @param leases - Undefined: the store's own.
 * @param dies - Asked at each moment.
 */
export function mortalStore(
  shared: TokenStore,
  leases: Leases | undefined,
  dies: (moment: Moment) => boolean,
): TokenStore {
  const held = new Set<() => void>();
  let dead = false;

  function die(): Promise<never> {
    dead = true;
    for (const leave of held) leave();
    return never();
  }
  const alive = async <T>(work: () => Promise<T>): Promise<T> => (dead ? never() : work());
  const reach = async (moment: Moment): Promise<void> => {
    if (dies(moment)) await die();
  };

  return {
    get: (key) => alive(() => shared.get(key)),
    put: (token, options) =>
      alive(async () => {
        const record = await shared.put(token, options);
        await reach("committed");
        return record;
      }),
    select: (key) => alive(() => shared.select(key)),
    delete: (key) => alive(() => shared.delete(key)),
    list: (filter) => alive(() => shared.list(filter)),
    withLease: (key: TokenKey, work, options) =>
      alive(async () => {
        if (leases === undefined) return shared.withLease(key, work, options);
        const leave = await leases.take(JSON.stringify(key));
        held.add(leave);
        try {
          return await work();
        } finally {
          held.delete(leave);
          leave();
        }
      }),
    journal: {
      read: (key) => alive(() => shared.journal.read(key)),
      keys: () => alive(() => shared.journal.keys()),
      write: (key, entry) =>
        alive(async () => {
          const isAnswer = entry.reveal().includes('"answer"');
          if (isAnswer) await reach("answer_received");
          await shared.journal.write(key, entry);
          await reach(isAnswer ? "answer_journalled" : "intent_written");
        }),
      clear: (key) =>
        alive(async () => {
          await shared.journal.clear(key);
          await reach("journal_cleared");
        }),
    },
    close: async () => undefined,
  };
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}
