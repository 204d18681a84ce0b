import type { Finding } from "@infershield/core";

/** What a part's findings are without their part: the same text elsewhere has the same ones. */
type PlacelessFinding = Omit<Finding, "path">;

/** Remembers findings by content, so that a conversation that is sent again and again is scanned once. */
export interface FindingsCache {
  /** Findings of a part that was scanned before, with the path it has now. */
  get(tenant: string, key: string, path: string): readonly Finding[] | undefined;
  set(tenant: string, key: string, findings: readonly Finding[]): void;
  /** Estimated bytes in use, all tenants together. */
  readonly sizeBytes: number;
}

interface Entry {
  readonly findings: readonly PlacelessFinding[];
  readonly sizeBytes: number;
}

/** Bytes that one entry, a character of its key and a finding cost at most (measured on Node 24, rounded up). */
const [entryBytes, keyBytes, findingBytes] = [180, 2, 400];
const mostTenants = 1_000;

/**
 * A least-recently-used cache for each tenant: no tenant sees or pushes out another's entries. Keys hold digests, texts are not kept.
 * Findings too many for the bound are not kept either.
 *
 * @param options.tenantBytes - bound of one tenant's entries
 */
export function createFindingsCache(options: { readonly tenantBytes: number }): FindingsCache {
  const tenants = new Map<string, Map<string, Entry>>();
  const sizes = new Map<string, number>();
  const resize = (tenant: string, change: number): number => {
    const size = (sizes.get(tenant) ?? 0) + change;
    sizes.set(tenant, size);
    return size;
  };
  const evict = (tenant: string, entries: Map<string, Entry>): void => {
    for (const [key, entry] of entries) {
      if ((sizes.get(tenant) ?? 0) <= options.tenantBytes) return;
      entries.delete(key);
      resize(tenant, -entry.sizeBytes);
    }
  };
  return {
    get: (tenant, key, path) => {
      const entries = tenants.get(tenant);
      const entry = entries?.get(key);
      if (entries === undefined || entry === undefined) return undefined;
      // Last in the map is the most recently used.
      entries.delete(key);
      entries.set(key, entry);
      return entry.findings.map((finding) => ({ ...finding, path }));
    },
    set: (tenant, key, findings) => {
      const entries = tenants.get(tenant) ?? new Map<string, Entry>();
      tenants.delete(tenant);
      tenants.set(tenant, entries);
      const [oldest] = tenants.keys();
      if (tenants.size > mostTenants && oldest !== undefined) {
        tenants.delete(oldest);
        sizes.delete(oldest);
      }
      const sizeBytes = entryBytes + key.length * keyBytes + findings.length * findingBytes;
      if (sizeBytes > options.tenantBytes) return;
      const previous = entries.get(key)?.sizeBytes ?? 0;
      entries.delete(key);
      entries.set(key, { findings: findings.map(({ path: _, ...finding }) => finding), sizeBytes });
      resize(tenant, sizeBytes - previous);
      evict(tenant, entries);
    },
    get sizeBytes() {
      return sizes.values().reduce((sum, size) => sum + size, 0);
    },
  };
}
