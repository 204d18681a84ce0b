import { characterSet, type LiteralRule, type MatchResult, runEnd } from "../rule.ts";
import { entropyOf } from "./entropy.ts";
import { isExampleValue } from "./example-value.ts";
import { randomnessOf } from "./randomness.ts";
import { readLead } from "./value-lead.ts";
import { type VendorAlphabet, vendorShapes } from "./vendor-shapes.ts";

interface Shape {
  readonly alphabet: VendorAlphabet;
  readonly least: number;
  readonly most: number;
}

const shapesOfVendor: ReadonlyMap<string, readonly Shape[]> = listShapes();

function listShapes(): ReadonlyMap<string, readonly Shape[]> {
  const shapes = vendorShapes.flatMap(([alphabet, least, most, vendors]) =>
    vendors.split(" ").map((vendor) => ({ vendor, shape: { alphabet, least, most } })),
  );
  const grouped = Map.groupBy(shapes, ({ vendor }) => vendor);
  return new Map([...grouped].map(([vendor, entries]) => [vendor, entries.map(({ shape }) => shape)]));
}

const alphabets: Readonly<Record<VendorAlphabet, RegExp>> = {
  hex: /^[0-9a-f]+$|^[0-9A-F]+$/,
  alnum: /^[A-Za-z0-9]+$/,
  dash: /^[\w-]+$/,
  // Of the usual alphabet or of that for addresses; a path has signs of both.
  base64: /^[A-Za-z0-9+][A-Za-z0-9+/]*={0,2}$|^[\w.-]+={0,2}$/,
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
};

/** So far behind the vendor's name its key is looked for. */
const reach = 64;
const shortestValue = 16;
const longestValue = 132;
/** With the slash and the full stop the paths of addresses are one run, and no key. */
const runCharacters = characterSet("A-Za-z0-9_+/.-");
const leastRandomness = 8;
const leastEntropy = 3;
const score = 70;

/** A call of the vendor's client with the name of an account or application before the key. */
const secondArgument = /^[\w.]{0,40}\(\s{0,8}["'`][\w.@-]{1,40}["'`],\s{0,8}["'`]$/;
const telling = /key|token|secret|auth|pass|pwd|cred|bearer|access|api/i;
/** What the value of such a name is for everybody to know: digests, versions, numbers of things. */
const about =
  /sha\d|digest|hash|integrity|checksum|md5|crc|commit|version|revision|public|publish|organi[sz]ation|(?:^|[._-])(?:rev|ref|tag|id|ids|uid|org|project|team|zone|site|form|list|app|image|build|session|trace|request|event|user|account|tenant|folder|file|url|path|cursor|etag)s?$/i;
const aboutInCapitals = /[a-z](?:Id|ID|Ref|Rev|Url|Name)s?$/;

/** Whether the vendor's name is only the end of another word. */
function isInsideWord(text: string, start: number): boolean {
  const pair = text.slice(Math.max(0, start - 1), start + 1);
  return pair.length === 2 && /[a-z][a-z]|[A-Z][A-Z]|\d[a-z]/.test(pair);
}

/** Whether what leads from the vendor's name to the value says that it is the vendor's key. */
function leadsToKey(lead: string, vendor: string, { alphabet }: Shape): boolean {
  if (secondArgument.test(lead.slice(vendor.length))) return true;
  const { name, at, hasOperator } = readLead(lead);
  const isVendors = at === 0;
  const rest = isVendors ? name.slice(vendor.length) : name;
  if (about.test(rest) || aboutInCapitals.test(rest)) return false;
  if (telling.test(rest)) return true;
  // Digests and numbers of records look as these do.
  const needsOperator = alphabet === "hex" || alphabet === "uuid";
  return isVendors && (hasOperator || !needsOperator);
}

function hasShape(value: string, { alphabet, least, most }: Shape): boolean {
  return value.length >= least && value.length <= most && alphabets[alphabet].test(value);
}

function isDrawn(value: string): boolean {
  return (
    /\d/.test(value) &&
    randomnessOf(value) >= leastRandomness &&
    entropyOf(value) >= leastEntropy &&
    !isExampleValue(value)
  );
}

/** A full stop or dash behind a value belongs to the sentence. */
function trimEnd(text: string, stop: number): number {
  let end = stop;
  while (text[end - 1] === "." || text[end - 1] === "-") end -= 1;
  return end;
}

function matchVendorValue(text: string, start: number, end: number): MatchResult {
  if (isInsideWord(text, start)) return "none";
  const vendor = text.slice(start, end).toLowerCase();
  const shapes = shapesOfVendor.get(vendor) ?? [];
  const limit = Math.min(text.length, end + reach);
  for (let at = end; at < limit; at += 1) {
    const stop = runEnd(text, at, runCharacters, longestValue + 1);
    if (stop - at >= shortestValue) {
      const value = text.slice(at, trimEnd(text, stop));
      const padded = value + (/^={1,2}/.exec(text.slice(stop, stop + 2))?.[0] ?? "");
      const shape = shapes.find((known) => hasShape(padded, known));
      if (shape !== undefined && leadsToKey(text.slice(start, at), vendor, shape) && isDrawn(value))
        return { start: at, end: at + padded.length, score };
    }
    at = Math.max(at, stop);
  }
  return "none";
}

/** Finds keys of vendors beside the vendor's name, in the exact form that the vendor gives them. */
export const vendorValueRule: LiteralRule = {
  id: "secret.vendor_key",
  category: "secret",
  severity: "high",
  explanation: "A vendor's name stands beside a random value that looks like that vendor's keys.",
  literals: [...shapesOfVendor.keys()],
  wordStart: false,
  match: ({ text, start, end, ended }) =>
    !ended && text.length - end < reach + longestValue + 2 ? "more" : matchVendorValue(text, start, end),
};
