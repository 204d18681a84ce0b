import type { KeyedDigest } from "@infershield/core";
import { openHome } from "@infershield/home";
import { openFileDirectory } from "@infershield/identity";

/** Issues a token for a person's editor, checks it, and ends it. */
export async function tryDirectory(homePath: string, lookup: KeyedDigest): Promise<readonly string[]> {
  const directory = await openFileDirectory({ home: await openHome(homePath, { create: true }), lookup });
  const { token, grant } = await directory.createToken({
    userId: "alex@example.com",
    name: "editor",
    providers: ["openai"],
  });

  const first = await directory.authenticate(token);
  await directory.revokeToken(grant.id);
  const second = await directory.authenticate(token);
  await directory.close();

  return [
    first.ok ? `${first.principal.userId} may ${first.principal.scopes}` : first.reason,
    second.ok ? "still valid" : second.reason,
  ];
}
