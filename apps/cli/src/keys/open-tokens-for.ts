import { type Config, openTokens, type UnlockedHome } from "@infershield/instance";

/** Unlocks the home for `work`, without identities and audit trail, and closes it again whatever happens. */
export async function openTokensFor<T>(config: Config, work: (home: UnlockedHome) => Promise<T>): Promise<T> {
  const home = await openTokens(config, { create: false });
  for (const warning of home.warnings) process.stderr.write(`warning: ${warning}\n`);
  try {
    return await work(home);
  } finally {
    await home.close();
  }
}
