import { flushCompileCache } from "node:module";
import { createInterface } from "node:readline";
import { Secret, type System, system } from "@infershield/core";
import { openHome } from "@infershield/home";
import { openTeamStore, type TeamStore } from "../../src/index.ts";

/** Master key of the teams that the tests' processes share. */
export const masterKey = { value: new Secret("5a".repeat(32)) };

export async function openTeam(homePath: string): Promise<TeamStore> {
  const home = await openHome(homePath, { create: true });
  return openTeamStore({ home, masterKey, create: true });
}

/** As somebody for whom the master key lies in the home, where it can be changed. */
export async function openTeamWithKeyFile(homePath: string, outside: System = system): Promise<TeamStore> {
  const home = await openHome(homePath, { system: outside });
  return openTeamStore({ home, masterKey: { home, source: "file", create: false }, create: true, system: outside });
}

/** One of the accounts that all processes write. */
export function accountKey(index: number) {
  return { tenant: "default", userId: "shared", provider: "acme", account: `account ${index}` };
}

/** The account that several processes write at once; the others have one writer at a time. */
export const contested = 9;

/** Stores the next generation of an account; what is stored tells its generation. @returns the generation */
export async function putNext({ tokens }: TeamStore, index: number): Promise<number> {
  const key = accountKey(index);
  const generation = ((await tokens.get(key))?.generation ?? 0) + 1;
  const accessToken = new Secret(`account ${index} generation ${generation}`);
  const login = { ...key, kind: "oauth", state: "active", scopes: [], accessToken } as const;
  return (await tokens.put(login, { expectedGeneration: generation - 1 })).generation;
}

/** Says a line to whoever started this process. */
export function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** The words that the parent sends once it wants this process to begin: loading takes longer than what is tested. */
export async function order(): Promise<readonly string[]> {
  // A killed process would not keep what it compiled.
  flushCompileCache();
  tell("loaded");
  for await (const line of createInterface({ input: process.stdin })) return line.split(" ");
  process.exit(0);
}
