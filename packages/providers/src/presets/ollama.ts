import { bearer, dialects, keysOnly } from "../dialects.ts";
import type { Provider } from "../provider.ts";

/** Ollama's own API: hosted by API key, or a server of the operator's, which takes any key. */
export const ollama: Provider = {
  name: "ollama",
  displayName: "Ollama",
  baseUrl: "https://ollama.com/api",
  operations: dialects.ollama.operations,
  credentials: keysOnly(bearer),
  environmentVariables: ["OLLAMA_API_KEY"],
  termsOfUse: { stance: "documented", note: "API keys only." },
};
