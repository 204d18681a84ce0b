import type { Adapter, AdapterPayload } from "oidc-provider";

/** A sandbox that runs for weeks still stops growing here; the oldest entries of a model go first. */
const maxEntries = 10_000;

/**
 * Keeps everything in memory until the sandbox is closed. Expiry is oidc-provider's own: every payload carries its `exp`.
 *
 * @param now - Epoch milliseconds.
 */
export function memoryAdapter(now: () => number): (model: string) => Adapter {
  return () => {
    const entries = new Map<string, AdapterPayload>();
    const findBy = async (member: "userCode" | "uid", value: string): Promise<AdapterPayload | undefined> =>
      entries.values().find((payload) => payload[member] === value);
    return {
      async upsert(id, payload) {
        entries.set(id, payload);
        const oldest = entries.size > maxEntries ? entries.keys().next().value : undefined;
        if (oldest !== undefined) entries.delete(oldest);
      },
      find: async (id) => entries.get(id),
      findByUserCode: (userCode) => findBy("userCode", userCode),
      findByUid: (uid) => findBy("uid", uid),
      async consume(id) {
        const payload = entries.get(id);
        if (payload !== undefined) payload.consumed = Math.floor(now() / 1_000);
      },
      async destroy(id) {
        entries.delete(id);
      },
      async revokeByGrantId(grantId) {
        for (const [id, payload] of entries) if (payload.grantId === grantId) entries.delete(id);
      },
    };
  };
}
