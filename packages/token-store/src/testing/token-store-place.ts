import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret, type System, system } from "@infershield/core";
import { generateRawKey } from "@infershield/envelope";
import { type Home, openHome } from "@infershield/home";
import type { NewToken, TokenKey } from "../token.ts";
import type { TokenStore } from "../token-store.ts";

/** What a store of the suite is opened with. */
export interface TokenStorePlace {
  /** A folder of its own, empty at first. */
  readonly home: Home;
  /** The same for every opening. */
  readonly masterKey: { readonly value: Secret };
  /** Its clock stands still, except for what the suite moves it on. */
  readonly system: System;
}

/** Opens the store of a place, or makes it. */
export type OpenTokenStore = (place: TokenStorePlace) => TokenStore | Promise<TokenStore>;

/** A place, and what only the suite does with it. */
export interface TestPlace extends TokenStorePlace {
  /** Moves the clock on. */
  advance(ms: number): void;
  /** Takes the folder away. */
  remove(): void;
}

/** Makes a place for a store. */
export async function makePlace(): Promise<TestPlace> {
  const folder = mkdtempSync(join(tmpdir(), "tokens-"));
  let now = 1_760_000_000_000;
  return {
    home: await openHome(folder),
    masterKey: { value: generateRawKey() },
    system: { ...system, now: () => now },
    advance: (ms) => {
      now += ms;
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** Whose tokens the suite stores. */
export const alex: TokenKey = { tenant: "default", userId: "alex@example.com", provider: "openai", account: "work" };

/** A token with two secrets. */
export function tokenOf(key: TokenKey, access: string): NewToken {
  return {
    ...key,
    kind: "oauth",
    state: "active",
    scopes: ["openid", "offline_access"],
    expiresAt: 1_800_000_000_000,
    displayName: key.userId,
    accessToken: new Secret(access),
    refreshToken: new Secret(`refresh of ${access}`),
  };
}
