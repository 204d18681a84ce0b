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

/** A place in the ring of a tenant's entries, from the least recently used to the most recently used one. */
class Place {
  readonly key: string;
  before: Place = this;
  after: Place = this;

  constructor(key: string) {
    this.key = key;
  }
}

interface Entry {
  readonly findings: readonly PlacelessFinding[];
  readonly sizeBytes: number;
  readonly place: Place;
}

/** The entries of one tenant. */
interface Kept {
  readonly entries: Map<string, Entry>;
  /** Where the ring begins and ends; no entry stands there. */
  readonly ends: Place;
  sizeBytes: number;
}

/** Bytes that one entry, a character of its key and a finding cost at most (measured on Node 24, rounded up). */
const [entryBytes, keyBytes, findingBytes] = [290, 2, 400];
const mostTenants = 1_000;

/**
 * A least-recently-used cache for each tenant: no tenant sees or pushes out another's entries. Keys hold digests, texts are not kept.
 * Findings too many for the bound are not kept either.
 *
 * The order is kept beside the map. A key that is taken out of a map and put back costs more with every time, until the map is built anew.
 *
 * @param options.tenantBytes - bound of one tenant's entries
 */
export function createFindingsCache(options: { readonly tenantBytes: number }): FindingsCache {
  const tenants = new Map<string, Kept>();
  const keptOf = (tenant: string): Kept => {
    const known = tenants.get(tenant);
    if (known !== undefined) return known;
    const [oldest] = tenants.keys();
    if (tenants.size >= mostTenants && oldest !== undefined) tenants.delete(oldest);
    const kept = { entries: new Map<string, Entry>(), ends: new Place(""), sizeBytes: 0 };
    tenants.set(tenant, kept);
    return kept;
  };
  const forget = (kept: Kept, key: string): void => {
    const entry = kept.entries.get(key);
    if (entry === undefined) return;
    leave(entry.place);
    kept.entries.delete(key);
    kept.sizeBytes -= entry.sizeBytes;
  };
  return {
    get: (tenant, key, path) => {
      const kept = tenants.get(tenant);
      const entry = kept?.entries.get(key);
      if (kept === undefined || entry === undefined) return undefined;
      leave(entry.place);
      stand(entry.place, kept.ends);
      return entry.findings.map((finding) => ({ ...finding, path }));
    },
    set: (tenant, key, findings) => {
      const sizeBytes = entryBytes + key.length * keyBytes + findings.length * findingBytes;
      if (sizeBytes > options.tenantBytes) return;
      const kept = keptOf(tenant);
      forget(kept, key);
      const place = new Place(key);
      stand(place, kept.ends);
      kept.entries.set(key, { findings: findings.map(({ path: _, ...finding }) => finding), sizeBytes, place });
      kept.sizeBytes += sizeBytes;
      while (kept.sizeBytes > options.tenantBytes) forget(kept, kept.ends.after.key);
    },
    get sizeBytes() {
      return tenants.values().reduce((sum, kept) => sum + kept.sizeBytes, 0);
    },
  };
}

function leave({ before, after }: Place): void {
  before.after = after;
  after.before = before;
}

/** Makes it the most recently used one. */
function stand(place: Place, ends: Place): void {
  place.before = ends.before;
  place.after = ends;
  ends.before.after = place;
  ends.before = place;
}
