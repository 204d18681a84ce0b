import { characterSetExcept, type LiteralRule, runEnd } from "../rule.ts";
import type { Span } from "../views/view.ts";
import { entropyOf } from "./entropy.ts";
import { isExampleValue } from "./example-value.ts";
import { randomnessOf } from "./randomness.ts";
import { isReference } from "./reference-value.ts";
import { stringLine } from "./string-line.ts";

const line = characterSetExcept("\n\r");
const longestLine = 400;
const leastRandomness = 12;

/** What tells a secret in the rest of a line: its place, and how it must look. */
interface Place {
  readonly kind: string;
  readonly explanation: string;
  readonly literals: readonly string[];
  /** Begins behind the literal; its last group is the secret. */
  readonly pattern: RegExp;
  readonly isSecret: (value: string) => boolean;
  readonly severity?: LiteralRule["severity"];
}

const isDrawn = (value: string): boolean => randomnessOf(value) >= leastRandomness && !isExampleValue(value);
const isPassword = (value: string): boolean =>
  value.length >= shortestPassword &&
  /[\d!#$%^&*]/.test(value) &&
  /[A-Za-z]/.test(value) &&
  !isReference(value) &&
  !isExampleValue(value);

/** Letters, and digits that are more than the number of a version or a part. */
const isMixed = (value: string): boolean =>
  !/^[A-Z]?[a-z]+\d{1,3}$/.test(value) &&
  /\d\d|[!#$%^&*@]/.test(value) &&
  (/[A-Za-z]{3}/.test(value) || (/[a-z]/.test(value) && /[A-Z]/.test(value)));

/** Twelve to twenty-four words of three to eight letters (BIP-39). */
function isSeedPhrase(value: string): boolean {
  const words = value.trim().split(" ");
  return (
    words.length % 3 === 0 &&
    words.length >= 12 &&
    words.length <= 24 &&
    words.every((word) => word.length >= 3 && word.length <= 8)
  );
}

const walletKeyLength = 66;
const shortestPassword = 5;
const shortestKey = 16;

const places: readonly Place[] = [
  {
    kind: "network_credential",
    explanation: "A program makes a credential of a name and a password in plain words.",
    literals: [
      "networkcredential(",
      "setbasicauth(",
      "httpbasicauth(",
      "basicauth(",
      "passwordauthentication(",
      "usernamepasswordcredentials(",
      "auth=(",
      "login(",
      "wifi.begin(",
      "wifi.softap(",
    ],
    pattern: /^\s*["'][^"']+["']\s*,\s*["']([^"'\s]+)["']/,
    isSecret: isPassword,
  },
  {
    kind: "network_credential",
    explanation: "A program makes a credential of a name and a password in plain words.",
    literals: [
      "new pdo(",
      "mysqli_connect(",
      "mysql_connect(",
      "new mysqli(",
      "getconnection(",
      "createconnection(",
      "new sequelize(",
      "directoryentry(",
    ],
    pattern: /^\s*[^,\s]+,\s*["'][^"']+["']\s*,\s*["']([^"'\s]+)["']/,
    isSecret: isPassword,
  },
  {
    kind: "signing_key",
    explanation: "A call that signs, checks or opens something is given its key in plain words.",
    literals: [
      "jwt.sign(",
      "jwt.verify(",
      "jwt.encode(",
      "jwt.decode(",
      "createhmac(",
      "hmac.new(",
      "cookieparser(",
      "secretkeyspec(",
      "fernet(",
      "algoliasearch(",
      "twilio(",
      "new cryptr(",
      "aes.encrypt(",
      "aes.decrypt(",
      "client.login(",
    ],
    pattern: /^[^"'\n]{0,60}(?:["'][\w-]{1,40}["']\s?,[^"'\n]{0,20})?["']([^"'\s]+)["']/,
    isSecret: (value) => value.length >= shortestKey && isDrawn(value),
  },
  {
    kind: "command_password",
    explanation: "A command or call is given a password in plain words.",
    literals: ["requirepass ", "masterauth "],
    pattern: /^["']?([^\s"']+)/,
    isSecret: isPassword,
  },
  {
    kind: "login_note",
    explanation: "A note tells a name and the password that belongs to it.",
    literals: ["login", "log in", "sign in", "credentials", "creds", "logins", "wifi", "wi-fi", "wlan"],
    pattern:
      /^(?: details| data| info)?(?: is| are)?:? (?:(?:with|as|using|is) )?["'`]?[\w.+-]{2,40}(?:@[\w.-]{3,60})?["'`]?(?: [/|] |:)["'`]?([^\s"'`/]{6,60}?)[.,;]?(?=["'`\s]|$)/i,
    isSecret: (value) => isPassword(value) && isMixed(value),
  },
  {
    kind: "bundler_credentials",
    explanation: "A variable or setting of Bundler holds a name and a password for a server of gems.",
    literals: ["bundle_"],
    pattern: /^[A-Z\d_]{1,80}["']?[=:] ?["']?([\w.@-]{1,60}:[^\s"'$@{}/\\]{6,})/i,
    isSecret: (value) => /\d/.test(value) && !isExampleValue(value),
  },
  {
    kind: "signing_key",
    explanation: "Settings of WordPress hold a key or salt of its sessions.",
    literals: ["auth_", "secure_auth_", "logged_in_", "nonce_"].flatMap((name) => [`${name}key`, `${name}salt`]),
    pattern: /^["']?\s?[,=:]\s{0,12}'([^'\n]{32,120})'/,
    isSecret: (value) =>
      entropyOf(value) >= 4.2 && /[^\w\s/+=.:-].*[^\w\s/+=.:-].*[^\w\s/+=.:-]/.test(value) && /\d/.test(value),
  },
  {
    kind: "aws_access_key",
    explanation: "A secret key of AWS stands beside its id.",
    literals: ["akia", "asia"],
    pattern: /^[A-Z2-7]{16}["'`]?\s?[,;:|/]\s{0,4}["'`]?([A-Za-z0-9/+]{40})(?![\w/+=])/,
    isSecret: isDrawn,
    severity: "critical",
  },
  {
    kind: "wallet_key",
    explanation: "A program or note holds what opens a wallet.",
    literals: ["new wallet(", "privatekeytoaccount("],
    pattern: /^\s*["'](0x[0-9a-f]+)["']/i,
    isSecret: (value) => value.length === walletKeyLength && isDrawn(value),
    severity: "critical",
  },
  {
    kind: "wallet_key",
    explanation: "A program or note holds what opens a wallet.",
    literals: ["accounts: [", "accounts:[", "privatekeys: ["],
    pattern: /^\s?["'](0x[0-9a-f]{64})["']/i,
    isSecret: isDrawn,
    severity: "critical",
  },
  {
    kind: "private_key",
    explanation: "Markup of .NET holds the private number of an RSA key.",
    literals: ["<d>"],
    pattern: /^([A-Za-z0-9+/]{64,380}={0,2})<\/d>/i,
    isSecret: isDrawn,
    severity: "critical",
  },
  {
    kind: "wallet_key",
    explanation: "A program or note holds what opens a wallet.",
    literals: ["mnemonic", "seed phrase", "recovery phrase"],
    pattern: /^["']?\s?(?:is|[:=])\s?["']?([a-z][a-z ]{0,230})(?=["'.,;]|$)/,
    isSecret: isSeedPhrase,
    severity: "critical",
  },
];

function placedRule({ kind, explanation, literals, pattern, isSecret, severity }: Place): LiteralRule {
  return {
    id: `secret.${kind}`,
    category: "secret",
    severity: severity ?? "high",
    explanation,
    literals,
    wordStart: kind !== "private_key",
    match: ({ text, end, ended }) => {
      const stop = runEnd(text, end, line, longestLine);
      if (stop === text.length && !ended && stop - end < longestLine) return "more";
      const written = text.slice(end, stop);
      const place = secretIn(written, { pattern, isSecret });
      if (place !== undefined) return { start: end + place.start, end: end + place.end, score };
      const meant = stringLine(written);
      const other = meant === undefined ? undefined : secretIn(meant.text, { pattern, isSecret });
      if (meant === undefined || other === undefined) return "none";
      const origin = meant.origin(other);
      return { start: end + origin.start, end: end + origin.end, score };
    },
  };
}

const score = 70;

function secretIn(read: string, { pattern, isSecret }: Pick<Place, "pattern" | "isSecret">): Span | undefined {
  const [found, value] = pattern.exec(read) ?? [];
  if (found === undefined || value === undefined || !isSecret(value)) return undefined;
  const start = found.lastIndexOf(value);
  return { start, end: start + value.length };
}

/** The value of a session among the cookies of a header. */
const cookieRule: LiteralRule = {
  id: "secret.session_cookie",
  category: "secret",
  severity: "high",
  explanation: "A cookie carries a session.",
  literals: ["cookie: ", "cookie': '", 'cookie": "'],
  wordStart: false,
  match: ({ text, end, ended }) => {
    const stop = runEnd(text, end, cookies, longestCookies);
    if (stop === text.length && !ended && stop - end < longestCookies) return "more";
    let at = end;
    for (const cookie of ownCookies(text.slice(end, stop)).split(";")) {
      const sign = cookie.indexOf("=");
      const value = cookie.slice(sign + 1);
      if (
        sign > 0 &&
        sessionName.test(cookie.slice(0, sign)) &&
        !formToken.test(cookie.slice(0, sign)) &&
        value.length >= 20 &&
        isDrawn(value)
      )
        return { start: at + sign + 1, end: at + cookie.length, score: 70 };
      at += cookie.length + 1;
    }
    return "none";
  },
};

/** The cookies up to the next header: those behind it are read with that, so that no character is read for two hits. */
function ownCookies(header: string): string {
  const next = header.search(/cookie: /i);
  return next < 0 ? header : header.slice(0, next);
}

const cookies = characterSetExcept("\n\r\"'");
const longestCookies = 4_096;
const sessionName = /sess|sid|auth|token|jwt|remember/i;
/** Everybody who sees the page may know it. */
const formToken = /csrf|xsrf/i;

const longestKey = 2_000;

/** The private part of a JSON Web Key (RFC 7517), wherever it stands beside the key's type. */
const webKeyRule: LiteralRule = {
  id: "secret.json_web_key",
  category: "secret",
  severity: "critical",
  explanation: "The text holds a private JSON Web Key.",
  literals: ['"kty"'],
  wordStart: false,
  match: ({ text, start, end, ended }) => {
    // Names of members have one case; another one would not end the object below.
    if (!text.startsWith('"kty"', start)) return "none";
    if (!ended && text.length - start < longestKey) return "more";
    const from = beginOfKey(text, start);
    if (from === undefined) return "none";
    const rest = text.slice(end, start + longestKey);
    const stop = rest.search(endsKey);
    const key = text.slice(from, stop < 0 ? end + rest.length : end + stop);
    const found = /"[dk]"\s?:\s?"([\w-]+)"/.exec(key);
    const value = found?.[1];
    if (found === null || value === undefined || value.length < 22 || !isDrawn(value)) return "none";
    const at = from + found.index + found[0].lastIndexOf(value);
    return { start: at, end: at + value.length, score: 85 };
  },
};

/** Where the object ends, or another member of this name begins: so no character is read for two hits. */
const endsKey = /[{}]|"kty"/;

function beginOfKey(text: string, start: number): number | undefined {
  const least = Math.max(0, start - longestKey);
  for (let at = start - 1; at >= least; at -= 1) {
    if (text[at] === "{") return at;
    if (text[at] === "}" || text.startsWith('"kty"', at)) return undefined;
  }
  return undefined;
}

/** Secrets that are told by where they stand in a call, a header, a note or a key. They are not looked for in answers. */
export const placedRules: readonly LiteralRule[] = [...places.map(placedRule), cookieRule, webKeyRule];
