import { join } from "node:path";
import { root } from "./repository.ts";
import { writeSboms } from "./sbom.ts";

// `pnpm sbom:write`: what a release publishes beside its packages.
const folder = join(root, "sbom");
for (const { metadata, components } of writeSboms(folder)) {
  console.log(`${metadata.component.name}: ${components.length} components`);
}
