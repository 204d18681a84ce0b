import { localUser } from "@infershield/core";
import type { NewTokenJson, TokenJson } from "@infershield/proxy";
import type { Administration } from "./administration.ts";
import { newTokenAnswer, tokenAnswer, tokensAnswer } from "./answers.ts";
import { ask } from "./ask.ts";

/** `--user EMAIL` as the server wants it: nobody named is oneself. */
export function otherUser(flag: string): string | undefined {
  return flag === localUser ? undefined : flag;
}

/** What a new token is for. */
export interface TeamTokenWish {
  readonly name: string;
  readonly user?: string | undefined;
  readonly providers?: readonly string[] | undefined;
  readonly path: boolean;
  readonly expiresInMs?: number | undefined;
}

/** Makes a token of the team. */
export function createTeamToken(administration: Administration, wish: TeamTokenWish): Promise<NewTokenJson> {
  const { name, user, providers, path, expiresInMs: expires_in_ms } = wish;
  return ask(administration, "POST /admin/tokens", newTokenAnswer, { name, user, providers, path, expires_in_ms });
}

/** Replaces one's own token. */
export function rotateTeamToken(administration: Administration, id: string, overlapMs: number): Promise<NewTokenJson> {
  return ask(administration, "POST /admin/tokens/rotate", newTokenAnswer, { id, overlap_ms: overlapMs });
}

/** Ends a token. */
export function revokeTeamToken(administration: Administration, id: string): Promise<TokenJson> {
  return ask(administration, "POST /admin/tokens/revoke", tokenAnswer, { id });
}

/** The tokens of one person. */
export async function listTeamTokens(
  administration: Administration,
  user: string | undefined,
): Promise<readonly TokenJson[]> {
  return (await ask(administration, "GET /admin/tokens", tokensAnswer, { user })).tokens;
}
