/** The scope of an authorization request as the server keeps it; `openid` when the request named none. */
export function scopeOf(parameters: Readonly<Record<string, unknown>> | undefined): string {
  const scope = parameters?.["scope"];
  return typeof scope === "string" ? scope : "openid";
}
