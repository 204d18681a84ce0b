import { InferShieldError, type System, system } from "@infershield/core";
import type { Instance } from "@infershield/instance";
import { type Credential, createCustody } from "@infershield/key-custody";
import type { Provider } from "@infershield/providers";
import type { TokenSummary } from "@infershield/token-store";

/** What the provider said about a login. `unknown`: it was not asked, or its answer says nothing. */
export type LoginCheck = "accepted" | "refused" | "unreachable" | "unknown";

const patienceMs = 10_000;

/** Asks the provider for its list of models with the stored credential, which is renewed first when it is due. */
export async function checkLogin(
  instance: Instance,
  login: TokenSummary,
  outside: System = system,
): Promise<LoginCheck> {
  const provider = instance.providers.find(login.provider);
  const path = provider?.operations.models;
  if (provider === undefined || path === undefined || !login.selected) return "unknown";
  const custody = createCustody({
    keyMode: "server",
    store: instance.tokens,
    environmentKeys: new Map(),
    system: outside,
  });
  try {
    const { tenant, userId } = login;
    const principal = { kind: "token", tenant, userId, scopes: ["proxy:invoke"], providers: "all" } as const;
    const credential = await custody.credentialFor({ principal, provider, operation: "models" });
    return await ask(provider, path, credential, outside);
  } catch (error) {
    const code = error instanceof InferShieldError ? error.code : undefined;
    if (code === "REAUTHENTICATION_REQUIRED") return "refused";
    if (code === "CREDENTIAL_TIMEOUT") return "unreachable";
    if (code === "UPSTREAM_KEY_NOT_CONFIGURED") return "unknown";
    throw error;
  } finally {
    await custody.close();
  }
}

async function ask(provider: Provider, path: string, credential: Credential, outside: System): Promise<LoginCheck> {
  const base = new URL(provider.baseUrl).pathname.replace(/\/$/, "");
  let status: number;
  try {
    const response = await outside.fetch(`${credential.origin}${base}${path}`, {
      headers: { ...provider.requestHeaders, [credential.header]: credential.value.reveal() },
      redirect: "manual",
      signal: AbortSignal.timeout(patienceMs),
    });
    status = response.status;
    await response.body?.cancel();
  } catch {
    return "unreachable";
  }
  if (status >= 200 && status < 300) return "accepted";
  return status === 401 || status === 403 ? "refused" : "unknown";
}
