import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** Another local detector: 0 for nothing, else how sure it is. */
export interface Peer {
  readonly name: string;
  readonly kind: "injection" | "secret";
  readonly score: (text: string) => number | Promise<number>;
}

const versions = {
  "@andersmyrmel/vard": "1.2.0",
  "@claude-flow/aidefence": "3.0.3",
  "@secretlint/core": "13.0.7",
  "@secretlint/secretlint-rule-preset-recommend": "13.0.7",
} as const;

/**
 * Installs the peers into an ignored folder the first time, without their install scripts, and opens them. They are no dependency of
 * anything: a machine without a registry gets none, and is told.
 */
export async function openPeers(root: string): Promise<readonly Peer[]> {
  const folder = join(root, ".bench/detection");
  try {
    install(folder);
  } catch (error) {
    console.error(`peers left out: they could not be installed (${error instanceof Error ? error.message : error})`);
    return [gitleaksLike];
  }
  // Packages that can only be imported are found from where they are imported.
  const { load } = await import(pathToFileURL(join(folder, "load.mjs")).href);
  const { default: vard } = await load("@andersmyrmel/vard");
  const { createAIDefence } = await load("@claude-flow/aidefence");
  const { lintSource } = await load("@secretlint/core");
  const { creator } = await load("@secretlint/secretlint-rule-preset-recommend");
  const guard = vard.moderate().maxLength(100_000_000);
  const defence = createAIDefence();
  const config = { rules: [{ id: "@secretlint/secretlint-rule-preset-recommend", rule: creator }] };
  return [
    {
      name: nameOf("@andersmyrmel/vard"),
      kind: "injection",
      score: (text) => strongest(guard.safeParse(text), "severity"),
    },
    {
      name: nameOf("@claude-flow/aidefence"),
      kind: "injection",
      score: async (text) => strongest(await defence.detect(text), "confidence"),
    },
    {
      name: `secretlint ${versions["@secretlint/core"]}, recommended rules`,
      kind: "secret",
      score: async (content) => {
        const source = { filePath: "/text.txt", content, contentType: "text", ext: ".txt" };
        const { messages } = await lintSource({ source, options: { config } });
        return messages.length > 0 ? 1 : 0;
      },
    },
    gitleaksLike,
  ];
}

function install(folder: string): void {
  const wanted = JSON.stringify({ private: true, dependencies: versions }, null, 2);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "load.mjs"), "export const load = (name) => import(name);\n");
  if (existsSync(join(folder, "node_modules/@andersmyrmel/vard"))) return;
  writeFileSync(join(folder, "package.json"), wanted);
  console.error("installing the peers, once …");
  execFileSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
    timeout: 300_000,
  });
}

function nameOf(name: keyof typeof versions): string {
  return `${name} ${versions[name]}`;
}

function strongest(result: { readonly threats?: readonly object[] }, field: "severity" | "confidence"): number {
  return (result.threats ?? []).reduce((best, threat) => {
    const value: unknown = Reflect.get(threat, field);
    return Math.max(best, typeof value === "number" ? value : 0.5);
  }, 0);
}

/** Published formats as scanners of repositories know them, and a name with a random value beside it: gitleaks' way, in our words. */
const formats: readonly RegExp[] = [
  /\b(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/,
  /\b(?:ghp|gho|ghu|ghs|ghr)_[0-9A-Za-z]{36}\b|\bgithub_pat_\w{82}\b/,
  /\bglpat-[\w-]{20}\b/,
  /\bxox[abeprs]-[0-9A-Za-z-]{10,250}\b|hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9+/]{43,56}/,
  /\b(?:sk|rk)_(?:test|live|prod)_[a-zA-Z0-9]{10,99}\b/,
  /\bAIza[\w-]{35}\b/,
  /-----BEGIN[ A-Z0-9_-]{0,100}PRIVATE KEY/,
  /\bey[a-zA-Z0-9]{17,}\.ey[a-zA-Z0-9/_-]{17,}\.(?:[a-zA-Z0-9/_-]{10,}={0,2})?/,
  /\bnpm_[a-z0-9]{36}\b/i,
  /\bSG\.[a-z0-9=_.-]{66}\b/i,
  /\bhf_[a-z]{34}\b/i,
  /\bdop_v1_[a-f0-9]{64}\b|\bdapi[a-f0-9]{32}\b|\bpypi-AgEIcHlwaS5vcmc[\w-]{50,}/,
];
const assignment =
  /(?:access|auth|api|credential|creds|key|passw(?:or)?d|secret|token)[\w.-]{0,20}[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\s'"=]{0,5}([\w.=-]{10,150})(?:['"\n\r\s`;]|$)/gi;

const gitleaksLike: Peer = {
  name: "formats and a random value beside a name, as gitleaks",
  kind: "secret",
  score: (text) =>
    formats.some((format) => format.test(text)) ||
    [...text.matchAll(assignment)].some(([, value = ""]) => isRandom(value))
      ? 1
      : 0,
};

function isRandom(value: string): boolean {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  const entropy = [...counts.values()].reduce(
    (sum, count) => sum - (count / value.length) * Math.log2(count / value.length),
    0,
  );
  return entropy >= 3.5 && /\d/.test(value);
}
