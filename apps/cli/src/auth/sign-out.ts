import type { Instance } from "@infershield/instance";
import { logout } from "@infershield/key-custody";
import type { TokenSummary } from "@infershield/token-store";
import { recordAct } from "../record-act.ts";

/** What became of a login: whether the provider revoked it, and what to tell the person. */
export interface SignedOut {
  readonly provider: string;
  readonly account: string;
  readonly revoked: "revoked" | "unsupported" | "failed";
  readonly message: string;
}

/** Revokes a login at its provider, deletes it here whatever the provider said, and leaves an audit record. */
export async function signOut(instance: Instance, login: TokenSummary): Promise<SignedOut> {
  const { tenant, userId, provider: name, account } = login;
  const provider = instance.providers.get(name);
  const { revoked } = await logout({
    store: instance.tokens,
    provider,
    key: { tenant, userId, provider: name, account },
  });
  await recordAct(instance, {
    event: "authentication",
    action: "auth.logout",
    userId,
    provider: name,
    reason: revoked,
  });
  return { provider: name, account, revoked, message: describe(login, revoked, provider.signIn?.manageUrl) };
}

function describe(login: TokenSummary, revoked: SignedOut["revoked"], manageUrl: string | undefined): string {
  if (login.kind === "api_key")
    return "✓ API key deleted here. It still works elsewhere: revoke it at the provider when nobody needs it.";
  if (revoked === "revoked") return "✓ Token revoked. Re-authenticate to continue.";
  return manageUrl
    ? `✓ Token deleted here. Revoke it at ${manageUrl}.`
    : "✓ Token deleted here. The provider did not confirm a revocation.";
}
