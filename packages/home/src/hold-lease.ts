import type { Home } from "./home.ts";
import type { LockOptions } from "./lock-file.ts";

/**
 * Takes a lease of a home and keeps it until the returned function is called, or until this process dies.
 *
 * @param name - The lease's, as in `withLease`, against whose callers it is held.
 * @returns gives the lease back, and resolves when the next one may have it; calling it again does nothing more
 * @throws HomeError `STORE_LOCKED` after `waitMs` (default 60 s), `STORE_FULL`, `STORE_UNAVAILABLE`; the signal's reason
 */
export async function holdLease(home: Home, name: string, options?: LockOptions): Promise<() => Promise<void>> {
  const held = Promise.withResolvers<void>();
  const left = Promise.withResolvers<void>();
  const keep = (): Promise<void> => {
    held.resolve();
    return left.promise;
  };
  const lease = home.withLease(name, keep, options);
  await Promise.race([held.promise, lease]);
  return () => {
    left.resolve();
    return lease;
  };
}
