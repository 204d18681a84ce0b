import { dialects, keyHeader, keysOnly } from "../dialects.ts";
import type { Provider } from "../provider.ts";

/** The Gemini API, by API key only: Google's device flow grants no scope that reaches it. */
export const google: Provider = {
  name: "google",
  displayName: "Google Gemini",
  telemetryName: "gcp.gemini",
  baseUrl: "https://generativelanguage.googleapis.com/v1beta",
  operations: dialects.gemini.operations,
  credentials: keysOnly(keyHeader("x-goog-api-key")),
  environmentVariables: ["GOOGLE_API_KEY", "GEMINI_API_KEY"],
  termsOfUse: { stance: "documented", note: "API keys only." },
};
