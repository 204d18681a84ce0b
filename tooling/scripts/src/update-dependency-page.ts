import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dependencyPage } from "./dependency-page.ts";
import { root } from "./repository.ts";
import { writeSboms } from "./sbom.ts";

// `pnpm dependencies`: writes docs/dependencies.md anew.
const folder = mkdtempSync(join(tmpdir(), "infershield-sbom-"));
try {
  writeFileSync(join(root, "docs/dependencies.md"), dependencyPage(writeSboms(folder)));
} finally {
  rmSync(folder, { recursive: true });
}
