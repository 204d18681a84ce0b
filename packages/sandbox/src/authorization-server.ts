import { generateKeyPairSync, randomBytes } from "node:crypto";
import type { System } from "@infershield/core";
import { type KoaContextWithOIDC, Provider } from "oidc-provider";
import { memoryAdapter } from "./memory-adapter.ts";
import { type CodeProblem, codeConfirmPage, codeInputPage, donePage, errorPage, pageHeaders } from "./pages.ts";

/** How long the sandbox's tokens and codes live, in milliseconds; whole seconds count. */
export interface Lifetimes {
  readonly accessTokenMs: number;
  readonly deviceCodeMs: number;
}

/** The only client of the sandbox: public, as a program on a person's machine is. */
export const sandboxClientId = "infershield-sandbox-client";

/** Scopes that the sandbox knows. */
export const sandboxScopes: readonly string[] = ["openid", "email", "offline_access"];

const daySeconds = 86_400;

/** A real OpenID provider with device flow, rotating refresh tokens and revocation; everything it knows dies with it. */
export function createAuthorizationServer(issuer: string, lifetimes: Lifetimes, system: System): Provider {
  const signingKey = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" });
  const provider = new Provider(issuer, {
    adapter: memoryAdapter(system.now),
    jwks: { keys: [{ ...signingKey, alg: "ES256", use: "sig" }] },
    cookies: { keys: [randomBytes(32).toString("base64url")] },
    clients: [
      {
        client_id: sandboxClientId,
        client_name: "InferShield",
        application_type: "native",
        token_endpoint_auth_method: "none",
        id_token_signed_response_alg: "ES256",
        grant_types: ["urn:ietf:params:oauth:grant-type:device_code", "authorization_code", "refresh_token"],
        // Any port: RFC 8252 section 7.3.
        redirect_uris: ["http://127.0.0.1/callback"],
        response_types: ["code"],
      },
    ],
    scopes: [...sandboxScopes],
    claims: { openid: ["sub"], email: ["email", "preferred_username"] },
    conformIdTokenClaims: false,
    findAccount: (_context: unknown, sub: string) => ({
      accountId: sub,
      claims: () => ({ sub, email: sub, preferred_username: sub }),
    }),
    // Every code is approved by itself: an earlier approval in the same browser must not let a stranger's code through.
    loadExistingGrant: (context: KoaContextWithOIDC) => {
      const grantId = context.oidc.result?.consent?.grantId;
      return grantId === undefined ? undefined : context.oidc.provider.Grant.find(grantId);
    },
    issueRefreshToken: () => true,
    expiresWithSession: () => false,
    rotateRefreshToken: true,
    interactions: { url: (_context: unknown, interaction: { uid: string }) => `/interaction/${interaction.uid}` },
    ttl: {
      AccessToken: Math.max(1, Math.round(lifetimes.accessTokenMs / 1_000)),
      DeviceCode: Math.max(1, Math.round(lifetimes.deviceCodeMs / 1_000)),
      IdToken: 3_600,
      RefreshToken: 14 * daySeconds,
      Grant: 14 * daySeconds,
      Interaction: 3_600,
      Session: daySeconds,
    },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true, allowedPolicy: () => true },
      rpInitiatedLogout: { enabled: false },
      deviceFlow: {
        enabled: true,
        mask: "****-****",
        charset: "base-20",
        userCodeInputSource: (context: KoaContextWithOIDC, _form: string, _out?: unknown, problem?: Error) =>
          show(context, codeInputPage({ ...formTarget(context), problem: problemOf(problem) })),
        userCodeConfirmSource: (
          context: KoaContextWithOIDC,
          _form: string,
          _client: unknown,
          _device: unknown,
          userCode: string,
        ) => show(context, codeConfirmPage({ ...formTarget(context), userCode })),
        successSource: (context: KoaContextWithOIDC) => show(context, donePage()),
      },
    },
    renderError: (context: KoaContextWithOIDC, out: { error: string }) => show(context, errorPage(out.error)),
  });
  provider.use(tellInterval);
  return provider;
}

/** RFC 8628 section 3.2: without an `interval` a client waits five seconds, long for a server on the same machine. */
async function tellInterval(context: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  await next();
  if (context.oidc?.route === "device_authorization" && context.status === 200) {
    context.body = { ...Object(context.body), interval: 1 };
  }
}

function formTarget({ oidc }: KoaContextWithOIDC): { action: string; xsrf: string } {
  return { action: oidc.urlFor("code_verification"), xsrf: String(oidc.session?.state?.["secret"]) };
}

function problemOf(problem: Error | undefined): CodeProblem | undefined {
  if (problem === undefined) return undefined;
  switch (problem.name) {
    case "AbortedError":
      return "denied";
    case "ExpiredError":
      return "expired";
    case "AlreadyUsedError":
      return "used";
    default:
      return "unknown";
  }
}

function show(context: KoaContextWithOIDC, html: string): void {
  for (const [name, value] of Object.entries(pageHeaders)) context.set(name, value);
  context.type = "html";
  context.body = html;
}
