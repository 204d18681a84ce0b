import type { SealContext, SealedField, Sealer } from "@infershield/core";
import { secretFields, type TokenColumns, type TokenKey, type TokenSecrets } from "./token.ts";
import type { SealedFields, TokenRow } from "./token-row.ts";

/** Seals the secrets of a token for its row. */
export function sealSecrets(sealer: Sealer, columns: TokenColumns, secrets: TokenSecrets): SealedFields {
  return Object.fromEntries(
    secretFields.flatMap(([name, field]) => {
      const secret = secrets[name];
      return secret === undefined ? [] : [[field, sealer.seal(secret, sealContext(columns, columns.id, field))]];
    }),
  );
}

/** Opens the secrets of a row. @throws EnvelopeError when one was altered or belongs elsewhere */
export function openSecrets(sealer: Sealer, row: TokenRow): TokenSecrets {
  return Object.fromEntries(
    secretFields.flatMap(([name, field]) => {
      const sealed = row.sealed[field];
      return sealed === undefined ? [] : [[name, sealer.open(sealed, sealContext(row, row.id, field))]];
    }),
  );
}

/** The place that a sealed field belongs to. */
export function sealContext(key: TokenKey, recordId: string, field: SealedField): SealContext {
  return { tenant: key.tenant, userId: key.userId, provider: key.provider, recordId, field };
}
