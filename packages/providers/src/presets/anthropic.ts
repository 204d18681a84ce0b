import { dialects, keyHeader, keysOnly } from "../dialects.ts";
import type { Provider } from "../provider.ts";

/** Anthropic's API, by API key only: Anthropic does not let other programs sign people in. */
export const anthropic: Provider = {
  name: "anthropic",
  displayName: "Anthropic",
  baseUrl: "https://api.anthropic.com/v1",
  operations: dialects.anthropic.operations,
  credentials: keysOnly(keyHeader("x-api-key")),
  environmentVariables: ["ANTHROPIC_API_KEY"],
  termsOfUse: {
    stance: "documented",
    note: "API keys only. Sign-in with a Claude plan is not permitted to third parties, so it is not offered.",
  },
};
