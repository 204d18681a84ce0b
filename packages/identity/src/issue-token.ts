import type { KeyedDigest, Secret, System } from "@infershield/core";
import { bigEndian, toBase62 } from "./base62.ts";
import { fieldsOf, type GrantRow } from "./grant-row.ts";
import { tokenDigest, withGrantMac } from "./row-digest.ts";
import { mintInferShieldToken } from "./token-format.ts";
import type { GrantPlan } from "./token-rules.ts";

const idBytes = 16;
const idChars = 22;

/** A random name for a record: prefix, `_`, 22 base-62 characters. */
export function newId(prefix: string, { randomBytes }: Pick<System, "randomBytes">): string {
  return `${prefix}_${toBase62(bigEndian(randomBytes(idBytes)), idChars)}`;
}

/** Mints the token of a plan, and the row to store for it. */
export function issueToken(
  plan: GrantPlan,
  options: { readonly lookup: KeyedDigest; readonly system: Pick<System, "randomBytes"> },
): { readonly token: Secret; readonly row: GrantRow } {
  const { lookup, system } = options;
  const token = mintInferShieldToken(plan.kind, system);
  const grant = { ...plan, id: newId("ift", system), last4: token.reveal().slice(-4) };
  return { token, row: withGrantMac({ ...fieldsOf(grant), ...tokenDigest(token.reveal(), lookup) }, lookup) };
}
