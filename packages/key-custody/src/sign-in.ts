import { createHash } from "node:crypto";
import type { Fetch } from "@infershield/core";
import type { OAuthClient } from "@infershield/device-flow";
import type { Provider, SignIn } from "@infershield/providers";
import type { TokenRecord } from "@infershield/token-store";
import { CustodyError } from "./error.ts";
import { createOAuthClients } from "./oauth-client.ts";
import { refusal } from "./refusal.ts";

/** How a person can sign in at a provider, as it is configured. */
export interface PreparedSignIn {
  readonly client: OAuthClient;
  readonly signIn: SignIn;
  /** Further fields of the first request. */
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * The client for a sign-in with a code that is entered on any device.
 *
 * @throws CustodyError `SIGN_IN_UNAVAILABLE`; DeviceFlowError when the server cannot be discovered
 */
export async function prepareDeviceSignIn(
  provider: Provider,
  { fetch }: { readonly fetch: Fetch },
): Promise<PreparedSignIn> {
  const { signIn } = provider;
  if (signIn?.flow !== "device" || signIn.clientId === undefined) throw refusal("SIGN_IN_UNAVAILABLE", provider);
  const client = await createOAuthClients(fetch)(provider, undefined);
  return { client, signIn, parameters: signIn.parameters ?? {} };
}

/**
 * The client for a sign-in in a browser that comes back to a port of the person's machine: the configured one, the one that was issued to
 * this account before, or a newcomer.
 *
 * @param options.stored - What is stored for this account.
 * @param options.storeId - Id of the token store, for a provider that tells installations apart.
 * @throws CustodyError `SIGN_IN_UNAVAILABLE`; DeviceFlowError when the server cannot be discovered
 */
export async function prepareBrowserSignIn(
  provider: Provider,
  options: { readonly stored: TokenRecord | undefined; readonly storeId: string; readonly fetch: Fetch },
): Promise<PreparedSignIn> {
  const { signIn, displayName, name, credentials } = provider;
  if (signIn?.localOnly && credentials.oauth === undefined) {
    throw new CustodyError(
      "SIGN_IN_UNAVAILABLE",
      `${displayName} allows this sign-in on a person's own machine only, and this gateway can be reached from others.`,
      {
        hint: `Store an API key with --with-token, bind to 127.0.0.1, or set providers.${name}.remoteApproved once ${displayName} approved it.`,
      },
    );
  }
  const newcomer = signIn?.deviations.issuedClientId?.insteadOf;
  const issued = newcomer === undefined ? undefined : (issuedBefore(signIn, options.stored) ?? newcomer);
  const clientId = signIn?.clientId ?? issued;
  if (signIn === undefined || clientId === undefined) throw refusal("SIGN_IN_UNAVAILABLE", provider);
  const { installationField, introduction, parameters } = signIn;
  return {
    client: await createOAuthClients(options.fetch)(provider, clientId),
    signIn,
    parameters: {
      ...parameters,
      ...(clientId === newcomer && introduction),
      ...(installationField !== undefined && { [installationField]: `urn:uuid:${installationId(options.storeId)}` }),
    },
  };
}

function issuedBefore(signIn: SignIn | undefined, stored: TokenRecord | undefined): string | undefined {
  if (stored?.kind !== "oauth") return undefined;
  const { requiredScopes = [] } = signIn ?? {};
  return requiredScopes.every((scope) => stored.scopes.includes(scope)) ? stored.clientId : undefined;
}

/** The same UUID of version 8 (RFC 9562 section 5.8) for one token store, always; nothing of the store can be learned from it. */
function installationId(storeId: string): string {
  const bytes = createHash("sha256").update(`infershield installation ${storeId}`).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
