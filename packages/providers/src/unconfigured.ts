/** Stands where the operator must set a base URL: a name that can never resolve (RFC 6761), so nothing can leave by mistake. */
export const unconfiguredBaseUrl = "https://unconfigured.invalid";
