import { bearer, dialects, keysOnly } from "../dialects.ts";
import type { Provider } from "../provider.ts";

/** Cohere's API v2, by API key only. */
export const cohere: Provider = {
  name: "cohere",
  displayName: "Cohere",
  baseUrl: "https://api.cohere.com/v2",
  operations: dialects.cohere.operations,
  credentials: keysOnly(bearer),
  environmentVariables: ["COHERE_API_KEY"],
  termsOfUse: { stance: "documented", note: "API keys only." },
};
