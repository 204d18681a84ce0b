import { checkGrantRow, type GrantRow, grantOf, sameBytes, type TokenGrant, type User } from "@infershield/identity";
import { boundedMap } from "./bounded-map.ts";
import type { Database } from "./database.ts";
import type { GrantTable } from "./grant-table.ts";
import type { LiveKeyset } from "./live-keyset.ts";
import type { UserTable } from "./user-table.ts";

/** A token's grant, whose it is, and the lookup key it is stored under. */
export interface FoundGrant {
  readonly grant: TokenGrant;
  readonly user: User;
  readonly kid: string;
}

/** Checked grants that are kept; the others are checked anew when they are used. */
const keptGrants = 10_000;

/**
 * Finds grants by token. Each look-up asks the database once for the MACs of the grant and of its user, so that every change counts at
 * once, whoever made it; what was checked before under the same MACs is not checked again.
 */
export function grantFinder(options: {
  readonly database: Database;
  readonly keys: LiveKeyset;
  readonly grants: GrantTable;
  readonly users: UserTable;
}): (token: string) => Promise<FoundGrant | undefined> {
  const { database, keys, grants, users } = options;
  const checked = boundedMap<string, FoundGrant & { readonly mac: string; readonly userMac: string }>(keptGrants);

  const load = (row: number, kid: string, digest: Uint8Array): { grant: GrantRow; user: User } | undefined =>
    database.read(() => {
      const { keyring } = keys.known();
      const grant = grants.at(keyring.lookup, row);
      if (grant === undefined || grant.lookup_kid !== kid) return undefined;
      if (!sameBytes(Buffer.from(grant.digest, "base64url"), digest)) return undefined;
      if (checkGrantRow(grant, keyring.lookup) !== "intact") return undefined;
      const user = users.find(keyring, { id: grant.user_id });
      return user && { grant, user };
    });

  const look = (token: string): FoundGrant | undefined => {
    const { file, keyring } = keys.known();
    let found: FoundGrant | undefined;
    for (const [kid, { purpose, status }] of Object.entries(file.keys)) {
      if (purpose !== "lookup" || (status !== "primary" && status !== "enabled")) continue;
      const digest = keyring.lookup.digestWith(kid, token);
      if (digest === undefined) continue;
      const name = Buffer.from(digest).toString("base64url");
      const marks = database.read(() => grants.marks(name));
      if (marks === undefined) continue;
      const known = checked.get(name);
      if (known?.mac === marks.mac && known.userMac === marks.userMac) {
        found = known;
        continue;
      }
      const loaded = load(marks.row, kid, digest);
      if (loaded === undefined) continue;
      found = { grant: grantOf(loaded.grant), user: loaded.user, kid };
      checked.set(name, { ...found, mac: loaded.grant.mac, userMac: marks.userMac });
    }
    return found;
  };

  return async (token) => {
    await keys.check();
    return look(token);
  };
}
