// Writes oclif.manifest.json after a build: with it a command line loads its own command only, without it every command there is.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Plugin } from "@oclif/core";

const root = import.meta.dirname;
const plugin = new Plugin({ root, type: "core", ignoreManifest: true, errorOnManifestCreate: true });
await plugin.load();
await writeFile(join(root, "oclif.manifest.json"), `${JSON.stringify(plugin.manifest)}\n`);
