import type { TokenGrant } from "@infershield/identity";
import { isoTime } from "./format-time.ts";

/** An InferShield token as `--json` shows it: wire names, times as ISO 8601, never the token. */
export interface GrantJson {
  readonly id: string;
  readonly name: string;
  readonly user: string;
  readonly last4: string;
  readonly path: boolean;
  readonly providers: "all" | readonly string[];
  readonly created_at: string;
  readonly expires_at: string;
  readonly last_used_at: string | null;
  readonly revoked_at: string | null;
}

/** Turns a grant into what `--json` prints. */
export function grantToJson(grant: TokenGrant): GrantJson {
  return {
    id: grant.id,
    name: grant.name,
    user: grant.userId,
    last4: grant.last4,
    path: grant.path,
    providers: grant.providers,
    created_at: isoTime(grant.createdAt),
    expires_at: isoTime(grant.expiresAt),
    last_used_at: grant.lastUsedAt === undefined ? null : isoTime(grant.lastUsedAt),
    revoked_at: grant.revokedAt === undefined ? null : isoTime(grant.revokedAt),
  };
}
