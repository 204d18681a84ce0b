import { characterSet, type LiteralHit, type LiteralRule, type MatchResult, runEnd } from "../rule.ts";
import { personalRule } from "./personal-rule.ts";

/** Public IPv4 addresses; private, loopback, documentation and version-like ones are none, nor are networks, which end in 0. */
function matchIpAddress(hit: LiteralHit): MatchResult {
  const { text, ended, start } = hit;
  if (start > 0 && /[\d.\w/-]/.test(text[start - 1] ?? "")) return "none";
  const stop = runEnd(text, start, addressCharacters, 17);
  if (text.length - stop < suffixLength && !ended && stop - start < 17) return "more";
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)/.exec(text.slice(start, stop));
  if (parts === null) return "none";
  const [a = 0, b = 0, c = 0, d = 0] = parts.slice(1).map(Number);
  if (
    [a, b, c, d].some((part) => part > 255) ||
    isOrdinary(a, b, c) ||
    d === 0 ||
    ofVersion.test(text.slice(Math.max(0, start - longestBefore), start)) ||
    /^-[a-z]/i.test(text.slice(start + parts[0].length, start + parts[0].length + suffixLength))
  )
    return "none";
  return { start, end: start + parts[0].length, score: 50 };
}

/** What stands before the number of a version: words, programs that have four numbers in theirs, and how dependencies compare. */
const ofVersion =
  /version|release|section|chapter|firmware|driver|kernel|\b(?:build|rev|tag|sdk|jdk|node|chrome|firefox|edge|upgraded? to)\b|v\d|\bv$|(?:[=~<>!]=|~>|\^|~) ?$/i;
const longestBefore = 16;
/** `-rc`, which begins with a dash and a letter. */
const suffixLength = 2;

/** An IPv6 address of the public range, 2000::/3; those of documentation (RFC 3849) are none. */
function matchIpv6(hit: LiteralHit): MatchResult {
  const { text, ended, start } = hit;
  if (/[\w:.-]/.test(text[start - 1] ?? "")) return "none";
  const stop = runEnd(text, start, ipv6Characters, 40);
  if (stop === text.length && !ended && stop - start < 40) return "more";
  const found = text.slice(start, stop).replace(/:$/, "");
  const groups = found.split(":");
  const isShort = found.includes("::");
  if (found.length > 39 || groups.length > 8 || groups.some((group) => group.length > 4)) return "none";
  if (isShort ? groups.length < 4 || found.split("::").length !== 2 : groups.length !== 8) return "none";
  return /^2001:0?db8:/i.test(found) ? "none" : { start, end: start + found.length, score: 50 };
}

const ipv6Characters = characterSet("0-9a-fA-F:");

/** Private, loopback, link-local, documentation, multicast and well-known resolvers (RFC 6890); small numbers are versions. */
function isOrdinary(a: number, b: number, c: number): boolean {
  if (a < 10 && b < 10 && c < 10) return true;
  if (a === 0 || a === 10 || a === 127 || a >= 224 || a < 5) return true;
  if ((a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168) || (a === 169 && b === 254)) return true;
  if ((a === 100 && b >= 64 && b < 128) || (a === 198 && (b === 18 || b === 19 || (b === 51 && c === 100))))
    return true;
  return (a === 203 && b === 0 && c === 113) || (a === 192 && b === 0) || (a === 8 && (b === 8 || b === 4));
}

const addressCharacters = characterSet("0-9.");

/** Public addresses of the Internet protocol, versions 4 and 6. */
export const ipAddressRules: readonly LiteralRule[] = [
  {
    ...personalRule("ip_address", "a public IP address", ["20", "24", "26", "28", "2a", "2c"], matchIpv6),
    follow: ipv6Characters,
    leastFollowing: 6,
  },
  {
    ...personalRule("ip_address", "a public IP address", [..."123456789"], matchIpAddress),
    follow: addressCharacters,
    leastFollowing: 6,
  },
];
