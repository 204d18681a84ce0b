import { ProviderError } from "./error.ts";
import type { SignIn, SignInServer } from "./provider.ts";
import type { CustomProvider, ProviderOverride } from "./settings.ts";

type Where = Pick<SignIn, "issuer" | "server">;

/**
 * Where a person signs in: fixed endpoints when both are known, else an issuer for discovery, else nothing. Another token endpoint or issuer inherits
 * nothing from the preset's server.
 *
 * @throws ProviderError `INVALID_PROVIDER` for half of the endpoints
 */
export function locateServer(
  name: string,
  preset: Pick<SignIn, "flow" | "issuer" | "server">,
  override: ProviderOverride & Pick<Partial<CustomProvider>, "authorizationEndpoint">,
): Where {
  const { issuer, deviceEndpoint, authorizationEndpoint, tokenEndpoint, revocationEndpoint } = override;
  const known = issuer === undefined ? preset.server : undefined;
  const start = startOf(preset.flow, known, { deviceEndpoint, authorizationEndpoint });
  const token = tokenEndpoint ?? known?.tokenEndpoint;
  if (start === undefined || token === undefined) {
    if ((deviceEndpoint ?? authorizationEndpoint ?? tokenEndpoint ?? revocationEndpoint) !== undefined) {
      const other = preset.flow === "browser" ? "authorization" : "device";
      throw new ProviderError(
        "INVALID_PROVIDER",
        `Provider ${JSON.stringify(name)}: an endpoint is used only together with the ${other} and the token endpoint.`,
      );
    }
    const found = issuer ?? preset.issuer;
    return found === undefined ? {} : { issuer: found };
  }
  const inherited: Partial<SignInServer> | undefined = tokenEndpoint === undefined ? known : undefined;
  return {
    server: {
      ...inherited,
      issuer: issuer ?? inherited?.issuer ?? originOf(token),
      ...start,
      tokenEndpoint: token,
      ...(revocationEndpoint !== undefined && { revocationEndpoint }),
    },
  };
}

/** The endpoint at which a sign-in of this kind starts. */
function startOf(
  flow: SignIn["flow"],
  known: SignInServer | undefined,
  configured: {
    readonly deviceEndpoint: string | undefined;
    readonly authorizationEndpoint: string | undefined;
  },
): Partial<SignInServer> | undefined {
  if (flow === "browser") {
    const authorizationEndpoint = configured.authorizationEndpoint ?? known?.authorizationEndpoint;
    return authorizationEndpoint === undefined ? undefined : { authorizationEndpoint };
  }
  const deviceAuthorizationEndpoint = configured.deviceEndpoint ?? known?.deviceAuthorizationEndpoint;
  return deviceAuthorizationEndpoint === undefined ? undefined : { deviceAuthorizationEndpoint };
}

/** The origin, or the text itself when it is no URL: the check of all addresses then refuses it. */
function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}
