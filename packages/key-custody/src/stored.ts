import type { Principal } from "@infershield/core";
import type { Operation, Provider } from "@infershield/providers";
import type { TokenRecord, TokenStore } from "@infershield/token-store";
import { serves } from "./decide-credential.ts";

/** What is stored for one person at one provider. */
export interface Stored {
  readonly oauth?: TokenRecord;
  readonly apiKey?: TokenRecord;
}

interface Question {
  readonly principal: Principal;
  readonly provider: Provider;
  readonly operation: Operation;
}

/** Finds the selected account; another one of the other kind only when the selected one does not serve the operation. */
export async function findStored(store: TokenStore, { principal, provider, operation }: Question): Promise<Stored> {
  const owner = { tenant: principal.tenant, userId: principal.userId, provider: provider.name };
  const selected = await store.get(owner);
  if (selected === undefined) return {};
  if (serves(provider, selected.kind, operation)) return byKind(selected);
  const others = (await store.list(owner)).filter(({ kind }) => kind !== selected.kind);
  const [other] = others;
  const record = other && (await store.get({ ...owner, account: other.account }));
  return { ...byKind(selected), ...(record && byKind(record)) };
}

/** Whether anybody's sign-in or key is stored for a provider. */
export async function isAnythingStored(store: TokenStore, tenant: string, provider: Provider): Promise<boolean> {
  return (await store.list({ tenant, provider: provider.name })).length > 0;
}

function byKind(record: TokenRecord): Stored {
  return record.kind === "oauth" ? { oauth: record } : { apiKey: record };
}
