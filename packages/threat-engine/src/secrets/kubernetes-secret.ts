import type { LiteralRule } from "../rule.ts";
import { isExampleValue, isTrivialPassword } from "./example-value.ts";
import { isReference } from "./reference-value.ts";

/** Of a manifest so much is read on each side of its kind. */
const longestManifest = 8_192;
/** Ends a manifest in a list of them; another kind's name bounds what is read for each. */
const border = /^(?:---|\.\.\.)|^kind:/i;
const block = /^(?:data|stringData):\s*$/;
const entry = /^[ \t]+["']?[\w.-]{1,253}["']?:[ \t]+["']?([^\s"'#]{6,8192})["']?[ \t]*$/;
const inner = /^[ \t]+\S|^\s*$/;

interface Line {
  readonly start: number;
  readonly text: string;
}

/** The lines of the manifest around the line that names its kind. */
function manifestLines(text: string, start: number, end: number): readonly Line[] {
  const before: Line[] = [];
  // Each line ends before the break in front of the next.
  for (let stop = start - 1; stop >= 0 && start - stop < longestManifest; ) {
    const at = stop === 0 ? 0 : text.lastIndexOf("\n", stop - 1) + 1;
    const line = { start: at, text: text.slice(at, stop) };
    if (border.test(line.text)) break;
    before.unshift(line);
    stop = at - 1;
  }
  const after: Line[] = [];
  for (let at = text.indexOf("\n", end); at >= 0 && at - end < longestManifest; ) {
    const stop = text.indexOf("\n", at + 1);
    const line = { start: at + 1, text: text.slice(at + 1, stop < 0 ? text.length : stop) };
    if (border.test(line.text)) break;
    after.push(line);
    at = stop;
  }
  return [...before, ...after];
}

/** Where the values of a manifest's data stand, from the first to the last. */
function dataOf(lines: readonly Line[]): { readonly start: number; readonly end: number } | undefined {
  let inside = false;
  let found: { readonly start: number; readonly end: number } | undefined;
  for (const line of lines) {
    if (block.test(line.text)) inside = true;
    else if (!inner.test(line.text)) inside = false;
    const value = inside ? entry.exec(line.text)?.[1] : undefined;
    if (value === undefined || isReference(value) || isExampleValue(value) || isHarmless(decoded(value))) continue;
    const start = line.start + line.text.lastIndexOf(value);
    found = { start: found?.start ?? start, end: start + value.length };
  }
  return found;
}

/** What a value holds when it is an example: a name, or one of the passwords of examples. */
function isHarmless(content: string): boolean {
  return isExampleValue(content) || isTrivialPassword(content.trim());
}

function decoded(value: string): string {
  return Buffer.from(value, "base64").toString("latin1");
}

/** The values of a Kubernetes secret: what they are called says nothing, the manifest's kind does. Looked for in YAML, in requests. */
export const kubernetesSecretRule: LiteralRule = {
  id: "secret.kubernetes_secret",
  category: "secret",
  severity: "high",
  explanation: "A manifest of Kubernetes holds the values of a secret.",
  literals: ["kind: secret", 'kind: "secret"', "kind: 'secret'"],
  wordStart: true,
  match: ({ text, start, end, ended }) => {
    if (!ended && text.length - end < longestManifest) return "more";
    if ((start > 0 && text[start - 1] !== "\n") || !/^[ \t\r]*(?:#|\n|$)/.test(text.slice(end, end + 80)))
      return "none";
    const data = dataOf(manifestLines(text, start, end));
    return data === undefined ? "none" : { ...data, score: 75 };
  },
};
