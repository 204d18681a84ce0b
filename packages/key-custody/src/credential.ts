import { Secret } from "@infershield/core";
import type { CredentialKind, Provider } from "@infershield/providers";
import type { TokenRecord } from "@infershield/token-store";
import { refusal } from "./refusal.ts";

/** What is put on the upstream request, and where it may go. */
export interface Credential {
  readonly kind: CredentialKind;
  /** Lower-case header name. */
  readonly header: string;
  /** The whole header value, with its prefix. */
  readonly value: Secret;
  /** The only origin it may be sent to. */
  readonly origin: string;
  /** Label of the stored account; absent for an environment or a caller's key. */
  readonly account?: string;
  /** Id of the stored record: a sign-in after a logout has another one. */
  readonly recordId?: string;
}

/** One of our own tokens must never leave, wherever it was found. */
const ownToken = /ifs[parsd]_[0-9A-Za-z]{49}/;

/**
 * Attaches a secret in the provider's way.
 *
 * @throws CustodyError `NOT_PERMITTED` when the provider takes no such credential or the value is an InferShield token
 */
export function attach(
  provider: Provider,
  kind: CredentialKind,
  secret: Secret,
  options: { readonly record?: TokenRecord; readonly header?: string | undefined; readonly origin?: string } = {},
): Credential {
  const style = provider.credentials[kind];
  const { record, header = style?.header, origin = originOf(provider) } = options;
  if (style === undefined || header === undefined || ownToken.test(secret.reveal())) {
    throw refusal("NOT_PERMITTED", provider);
  }
  const prefix = header === style.header ? style.prefix : header === "authorization" ? "Bearer " : "";
  return {
    kind,
    header,
    value: withPrefix(secret, prefix),
    origin,
    ...(record && { account: record.account, recordId: record.id }),
  };
}

/** Taking an address apart costs more than attaching; it happens once a provider. */
const origins = new WeakMap<Provider, string>();

function originOf(provider: Provider): string {
  const origin = origins.get(provider) ?? new URL(provider.baseUrl).origin;
  origins.set(provider, origin);
  return origin;
}

/** A caller's value may arrive with its scheme. */
function withPrefix(secret: Secret, prefix: string): Secret {
  const value = secret.reveal();
  const has = value.slice(0, prefix.length).toLowerCase() === prefix.toLowerCase();
  return has ? secret : new Secret(prefix + value);
}
