import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fetchPackage } from "@infershield/installation";
import { parseAllDocuments } from "yaml";
import { z } from "zod";

const chart = join(import.meta.dirname, "../../../deploy/helm/infershield");
/** Where Debian puts sources of Go libraries. */
const goPath = "/usr/share/gocode";
/** Kubernetes' own schemas of its resources, as types. */
const schemas = "kubernetes-models@5.1.0";

const values = {
  "a team behind an ingress": {
    image: { repository: "registry.example.com/infershield" },
    ingress: { enabled: true, className: "nginx", host: "infershield.example.com", tlsSecret: "certificate" },
    env: { INFERSHIELD_LOG_LEVEL: "debug" },
    envFrom: [{ secretRef: { name: "provider-keys" } }],
    allowedHosts: ["infershield.internal:8000"],
  },
  "one person without an ingress": {
    mode: "single-user",
    image: { repository: "registry.example.com/infershield", tag: "1" },
    persistence: { storageClass: "fast" },
  },
} as const;

/** Values with which the chart must not be installed, and the sentence that says why. */
const incomplete = [
  [{}, "image.repository names the image"],
  [{ image: { repository: "r" }, ingress: { enabled: true } }, "ingress.tlsSecret names the certificate"],
  [{ image: { repository: "r" }, ingress: { enabled: true, tlsSecret: "t" } }, "ingress.host is the name"],
] as const;

const resource = z.looseObject({ apiVersion: z.string(), kind: z.string() });

function render(given: object): { readonly text: string; readonly refusal: string | undefined } {
  const { status, stdout, stderr } = spawnSync(
    "go",
    ["run", join(import.meta.dirname, "chart/render.go"), chart, JSON.stringify(given)],
    { encoding: "utf8", env: { ...process.env, GO111MODULE: "off", GOPATH: goPath } },
  );
  return { text: stdout, refusal: status === 0 ? undefined : stderr };
}

/** The resources as TypeScript, whose types of literals allow no member that Kubernetes does not know. */
function asTypeScript(resources: readonly z.output<typeof resource>[]): string {
  return resources
    .map(({ apiVersion, kind, ...rest }, index) => {
      const type = `import("kubernetes-models/${apiVersion}").I${kind}`;
      return `export const resource${index}: ${type} = ${JSON.stringify({ apiVersion, kind, ...rest }, undefined, 2)};\n`;
    })
    .join("\n");
}

/** @throws Error with what the compiler says of a resource that Kubernetes would refuse */
function check(folder: string, resources: readonly z.output<typeof resource>[]): void {
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }');
  writeFileSync(join(folder, "chart.ts"), asTypeScript(resources));
  const compiler = join(import.meta.dirname, "../../../node_modules/.bin/tsc");
  const options = [
    "--ignoreConfig",
    "--noEmit",
    "--strict",
    "--skipLibCheck",
    "--module",
    "nodenext",
    "--target",
    "es2023",
  ];
  const { status, stdout } = spawnSync(compiler, [...options, "chart.ts"], { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`Kubernetes would refuse the chart:\n${stdout}`);
}

/**
 * Renders the chart with what helm gives templates (Go's text/template and sprig), and lets the compiler check each resource by Kubernetes' schemas.
 *
 * @param cache - Folder where the schemas are kept
 */
export function lintChart(cache: string): void {
  if (!existsSync(join(goPath, "src/github.com/Masterminds/sprig")) || spawnSync("go", ["version"]).error) {
    console.log("SKIPPED: the chart was not rendered; golang-go and golang-github-masterminds-sprig-dev are needed.");
    return;
  }
  const folder = fetchPackage(cache, schemas);
  for (const [name, given] of Object.entries(values)) {
    const { text, refusal } = render(given);
    if (refusal !== undefined) throw new Error(`${name}: ${refusal}`);
    // Kubernetes reads YAML 1.1, in which 0440 is octal.
    const documents = parseAllDocuments(text, { version: "1.1" }).flatMap((document) => document.toJS() ?? []);
    const resources = documents.map((document) => resource.parse(document));
    check(folder, resources);
    console.log(`  the chart for ${name} is valid: ${resources.map(({ kind }) => kind).join(", ")}`);
  }
  for (const [given, sentence] of incomplete) {
    if (!render(given).refusal?.includes(sentence)) throw new Error(`The chart was expected to say: ${sentence}`);
  }
  console.log(`  what the chart lacks it names: ${incomplete.length} cases`);
}
