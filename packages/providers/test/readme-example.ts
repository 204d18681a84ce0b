import { providerCatalog } from "@infershield/providers";

/** A catalog with one changed and one own provider, as `infershield.yaml` would describe them. */
export function tryCatalog(): readonly string[] {
  const catalog = providerCatalog({
    overrides: { openai: { baseUrl: "https://eu.api.openai.com/v1" } },
    custom: [
      {
        name: "acme",
        baseUrl: "https://llm.acme.example/v1",
        issuer: "https://login.acme.example",
        clientId: "infershield",
        scopes: ["llm.invoke", "offline_access"],
      },
    ],
  });
  const { baseUrl, operations, credentials } = catalog.get("acme");
  return [catalog.get("openai").baseUrl, `${baseUrl}${operations.responses}`, `${credentials.oauth?.header}`];
}
