/** The only tenant of this version; every stored record and every audit event names it. */
export const defaultTenant = "default";

/** Owner of everything in single-user mode, unless `--user` names somebody else. */
export const localUser = "local";

/** What an InferShield token may be used for. */
export type Scope = "proxy:invoke" | "audit:read" | "admin:users" | "admin:policy" | "scim";

/** Who makes a request: a developer's or service's InferShield token, or nobody in particular on a loopback bind. */
export interface Principal {
  /** `anonymous` carries no InferShield token: it may spend the shared environment key or its own key, never a stored credential. */
  readonly kind: "token" | "anonymous";
  readonly tenant: string;
  /** `anonymous` for an anonymous principal. */
  readonly userId: string;
  /** Record id of the InferShield token, for audit and revocation; absent when anonymous. */
  readonly tokenId?: string;
  readonly device?: string;
  /** The team the person belongs to, where there are teams. */
  readonly team?: string;
  readonly scopes: readonly Scope[];
  /** Names of the providers it may reach; `all` without a restriction. */
  readonly providers: "all" | readonly string[];
}
