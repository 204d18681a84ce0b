/** What a person may do; `permissions.ts` says what that is. `service` is an account for machines. */
export type Role = "owner" | "admin" | "security" | "auditor" | "member" | "service";

/** Every role, the mightiest first. */
export const roles: readonly Role[] = ["owner", "admin", "security", "auditor", "member", "service"];

/** A disabled user's tokens are refused, and work again once the user is enabled. */
export type UserState = "active" | "disabled";

/** One account of the team. */
export interface User {
  /** `usr_` + 22 base-62 characters; never used again. What tokens, stored logins and audit records name. */
  readonly id: string;
  readonly tenant: string;
  /** Lower case, one account each. For finding people, never for deciding who somebody is. */
  readonly email: string;
  /** For people, 1–64 printable characters. */
  readonly name?: string;
  readonly role: Role;
  /** Id of the team. */
  readonly team?: string;
  readonly state: UserState;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Grows by one with every change, so that two administrators at once notice each other. */
  readonly version: number;
}

/** People who share limits and a layer of policy. */
export interface Team {
  /** Lower-case letters, digits and hyphens, 1–64; the name in policies too. */
  readonly id: string;
  readonly tenant: string;
  /** For people, 1–64 printable characters. */
  readonly name: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** What to put into a new account. */
export interface NewUser {
  readonly email: string;
  readonly name?: string;
  /** Default `member`. */
  readonly role?: Role;
  readonly team?: string;
}

/** What to change; absent members stay. */
export interface UserChange {
  readonly name?: string;
  readonly role?: Role;
  /** `null` takes the user out of the team. */
  readonly team?: string | null;
  readonly state?: UserState;
}
