import { type Instance, recordedAct } from "@infershield/instance";
import { logout } from "@infershield/key-custody";
import type { TokenSummary } from "@infershield/token-store";
import { serverOf } from "../team/server-tokens.ts";

/** What became of a login: whether the provider revoked it, and what to tell the person. */
export interface SignedOut {
  readonly provider: string;
  readonly account: string;
  readonly revoked: "revoked" | "unsupported" | "failed";
  readonly message: string;
}

/** Revokes a login at its provider or server, deletes it here whatever that one said. Recorded before and after. */
export async function signOut(instance: Instance, login: TokenSummary): Promise<SignedOut> {
  const { userId, provider, account } = login;
  const server = serverOf(login);
  const act = { event: "authentication", action: "auth.logout", userId, provider } as const;
  return await recordedAct(instance, act, async (note) => {
    const { revoked, message } =
      server === undefined ? await signOutOfProvider(instance, login) : await signOutOfServer(instance, login, server);
    note({ reason: revoked });
    return { provider, account, revoked, message };
  });
}

async function signOutOfProvider(instance: Instance, login: TokenSummary): Promise<Ended> {
  const { tenant, userId, provider: name, account } = login;
  const provider = instance.providers.get(name);
  const key = { tenant, userId, provider: name, account };
  const { revoked } = await logout({ store: instance.tokens, provider, key });
  return { revoked, message: describe(login, revoked, provider.signIn?.manageUrl) };
}

async function signOutOfServer({ tokens }: Instance, login: TokenSummary, server: string): Promise<Ended> {
  const { endServerToken } = await import("../team/sign-out-of-server.ts");
  const token = (await tokens.get(login))?.apiKey;
  const revoked = token === undefined ? "failed" : await endServerToken(server, token);
  await tokens.delete(login);
  const message =
    revoked === "revoked"
      ? `✓ Token of ${server} revoked.`
      : `✓ Token deleted here; ${server} did not confirm. Ask your administrator to revoke it.`;
  return { revoked, message };
}

type Ended = Pick<SignedOut, "revoked" | "message">;

function describe(login: TokenSummary, revoked: SignedOut["revoked"], manageUrl: string | undefined): string {
  if (login.kind === "api_key")
    return "✓ API key deleted here. It still works elsewhere: revoke it at the provider when nobody needs it.";
  if (revoked === "revoked") return "✓ Token revoked. Re-authenticate to continue.";
  return manageUrl
    ? `✓ Token deleted here. Revoke it at ${manageUrl}.`
    : "✓ Token deleted here. The provider did not confirm a revocation.";
}
