import { expect } from "vitest";
import { type ProviderCatalogOptions, providerCatalog } from "../src/catalog.ts";
import { ProviderError } from "../src/error.ts";

/** The code with which a configuration or the look-up of a provider in it fails, or `ok`. */
export function codeOf(options: ProviderCatalogOptions, name = "openai"): string {
  try {
    providerCatalog(options).get(name);
    return "ok";
  } catch (error) {
    expect(error).toBeInstanceOf(ProviderError);
    return error instanceof ProviderError ? error.code : "";
  }
}
