import { Secret } from "@infershield/core";
import { createKeyset, generateRawKey, resolveMasterKey, unlockKeyset } from "@infershield/envelope";

/** Seals a token for one place and opens it there again. */
export async function sealAndOpen(token: string): Promise<string> {
  const masterKey = await resolveMasterKey({ value: generateRawKey() });
  const keyset = await createKeyset(masterKey);
  const { sealer } = await unlockKeyset(JSON.parse(JSON.stringify(keyset)), masterKey);
  const place = {
    tenant: "default",
    userId: "local",
    provider: "openai",
    recordId: "tok_1",
    field: "access_token",
  } as const;
  return sealer.open(sealer.seal(new Secret(token), place), place).reveal();
}
