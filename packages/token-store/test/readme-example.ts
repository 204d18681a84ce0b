import { Secret } from "@infershield/core";
import { openHome } from "@infershield/home";
import { openTokenFile } from "@infershield/token-store";

/** Stores a token, and reads it as the proxy does: the selected account. */
export async function storeAndRead(folder: string, token: string): Promise<string | undefined> {
  const home = await openHome(folder, { create: true });
  const { store, close } = await openTokenFile({ home, masterKey: {}, create: true });
  const owner = { tenant: "default", userId: "local", provider: "openai" };
  await store.put(
    { ...owner, account: "work", kind: "oauth", state: "active", scopes: [], accessToken: new Secret(token) },
    { expectedGeneration: 0 },
  );
  const found = await store.get(owner);
  await close();
  return found?.accessToken?.reveal();
}
