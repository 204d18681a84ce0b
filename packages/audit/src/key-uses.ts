import { parseHeader } from "./segment.ts";
import type { AuditSource } from "./storage.ts";

/**
 * How many segments of a log are authenticated by an audit key.
 *
 * @throws AuditError `NO_LOG` when there is no place where a log could be
 */
export async function countSegmentsOfKey(source: AuditSource, kid: string): Promise<number> {
  let count = 0;
  for (const segment of await source.segments()) {
    const header = parseHeader((await source.header(segment)) ?? "");
    // A segment whose header cannot be read may be one of this key: it counts, until somebody has put it in order.
    if (header === undefined || header.kid === kid) count++;
  }
  return count;
}
