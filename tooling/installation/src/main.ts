import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fetchPackage } from "./fetch-package.ts";
import { machineWith } from "./machine.ts";
import { publishAll } from "./publish.ts";
import { startRegistry } from "./registry.ts";
import { type Step, walk } from "./walk.ts";

// `pnpm test:install`: what people get who never saw the clone, on each Node that is supported, and on one that is not.

const cache = join(import.meta.dirname, "../../../.installation");
const supported = ["24.21.0", "22.23.3"] as const;
const tooOld = "20.20.0";

function nodeFolder(version: string): string {
  const name = `node-${process.platform}-${process.arch}`;
  return join(fetchPackage(cache, `${name}@${version}`), "node_modules", name, "bin");
}

function tell({ name, seconds, seen }: Step): void {
  console.log(`  ${`${seconds.toFixed(2)} s`.padStart(8)}  ${name}: ${seen}`);
}

mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), "infershield-install-"));
const registry = await startRegistry(cache, folder);
try {
  console.log("publishing …");
  publishAll(registry);
  for (const version of supported) {
    console.log(`Node ${version}`);
    await walk(machineWith(join(folder, version), nodeFolder(version)), registry.url, tell);
  }
  console.log(`Node ${tooOld}`);
  const old = machineWith(join(folder, "24.21.0"), nodeFolder(tooOld));
  const said = await old.run("infershield", ["auth", "status"]);
  const clear = said.code === 1 && said.stderr.includes("[UNSUPPORTED_NODE]") && !/\n\s+at /.test(said.stderr);
  tell({ name: "infershield auth status", seconds: said.seconds, seen: said.stderr.split("\n")[0] ?? "" });
  if (!clear) throw new Error(`Node ${tooOld} was expected to be refused with a sentence.\n${said.stderr}`);
  console.log("passed");
} finally {
  registry.close();
  rmSync(folder, { recursive: true, force: true });
}
