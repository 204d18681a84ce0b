import { characterSet, type LiteralHit, type LiteralRule, type MatchResult, runEnd } from "../rule.ts";
import { entropyOf } from "./entropy.ts";
import { isExampleValue, isTrivialPassword } from "./example-value.ts";
import { randomnessOf } from "./randomness.ts";
import { isJoinedNames, isStandIn } from "./reference-value.ts";

const base64url = characterSet("A-Za-z0-9_-");
/** A set of its own: what was read of a header, in which others may seem to begin, stays known while the other parts are read. */
const headerCharacters = characterSet("A-Za-z0-9_-");
const headerValue = characterSet("A-Za-z0-9._~+/=-");
const urlCharacters = characterSet("!#-;=?-Z_a-z~|^@%&+$*");
const authorityCharacters = characterSet("!#-.0-;=@-Z_a-z~|^%&+*");
const longestPem = 16_384;
const longestJwt = 8_192;
/** The algorithm stands in the first members of a header; one that holds others may begin at each of their characters. */
const readHeader = 512;

/** Three base64url parts, the first a JSON object that names an algorithm (RFC 7515). */
function matchJwt(hit: LiteralHit): MatchResult {
  if (!hit.text.startsWith("eyJ", hit.start)) return "none";
  const ends: number[] = [];
  let at = hit.start;
  for (let part = 0; part < 3; part += 1) {
    const end = runEnd(hit.text, at, part === 0 ? headerCharacters : base64url, longestJwt);
    if (end === hit.text.length && !hit.ended && end - hit.start < longestJwt) return "more";
    ends.push(end);
    if (part < 2 && hit.text[end] !== ".") return "none";
    at = end + 1;
  }
  const [headerEnd = 0, payloadEnd = 0, end = 0] = ends;
  if (payloadEnd - headerEnd < 8 || end - payloadEnd < 20) return "none";
  const header = Buffer.from(
    hit.text.slice(hit.start, Math.min(headerEnd, hit.start + readHeader)),
    "base64url",
  ).toString();
  if (!/"(?:alg|typ|kid|enc)"/.test(header) || isExampleValue(hit.text.slice(payloadEnd + 1, end))) return "none";
  return { start: hit.start, end, score: 85 };
}

/** A private key between its BEGIN and END lines (RFC 7468), also with line ends written as `\n`. */
function matchPem(hit: LiteralHit): MatchResult {
  const { text, ended } = hit;
  const window = text.slice(hit.end, hit.end + 48);
  const label = /^[A-Z0-9 ]{0,40}-----/.exec(window)?.[0];
  if (label === undefined) return window.length < 48 && !ended && /^[A-Z0-9 -]*$/.test(window) ? "more" : "none";
  if (!label.includes("PRIVATE KEY")) return "none";
  const bodyStart = hit.end + label.length;
  // Five dashes stand in no key: they close it, or it is none.
  const close = text.indexOf("-----", bodyStart);
  if (close < 0 || close - bodyStart > longestPem) {
    if (!ended && text.length - bodyStart <= longestPem) return "more";
    const stop = Math.min(text.length, bodyStart + longestPem);
    return isKeyBody(text.slice(bodyStart, stop)) ? { start: hit.start, end: stop, score: 95 } : "none";
  }
  const tail = text.slice(close + 5, close + 64);
  const closing = /^END[A-Z0-9 ]{0,45}-----/.exec(tail)?.[0];
  if (closing === undefined && tail.length < 56 && !ended) return "more";
  if (closing === undefined || !isKeyBody(text.slice(bodyStart, close))) return "none";
  return { start: hit.start, end: close + 5 + closing.length, score: 95 };
}

function isKeyBody(body: string): boolean {
  const letters = body.replace(/\\[nrt]|[^A-Za-z0-9+/=]/g, "");
  return letters.length >= 48 && entropyOf(letters) >= 3.5 && !/\.\.\.|[(){};]/.test(body);
}

/** `scheme://user:password@host…`; the match is the whole URL, so that its placeholder stands in no URL and can be restored. */
function matchCredentialUrl(hit: LiteralHit): MatchResult {
  const { text, ended } = hit;
  // Most URLs name a host and no user: their path need not be read.
  const authority = runEnd(text, hit.end, authorityCharacters, 512);
  if (authority < text.length && !text.slice(hit.end, authority).includes("@")) return "none";
  const end = runEnd(text, hit.end, urlCharacters, 512);
  if (end === text.length && !ended && end - hit.end < 512) return "more";
  const rest = text.slice(hit.end, end);
  const at = rest.split(/[/?]/, 1)[0]?.lastIndexOf("@") ?? -1;
  const colon = rest.indexOf(":");
  if (at < 0) return "none";
  if (colon < 0 || colon > at) return isTokenAlone(rest, at) ? { start: hit.start, end, score: 75 } : "none";
  // Many a password holds `#` as it is; before it no fragment can begin but behind a host or a port.
  if (/^[^:]*#|^[^:]*:\d*#/.test(rest)) return "none";
  const user = rest.slice(0, colon);
  const password = rest.slice(colon + 1, at);
  if (password.length < 4 || isTrivialPassword(password) || password === user) return "none";
  // Between the containers of an example words are enough.
  if (/^[^.]{1,60}$/.test(hostOf(rest.slice(at + 1))) && isWord(password)) return "none";
  if (
    /[{<[(*]|\$[A-Z_(]|^[$%]|^:|env|^x+$/i.test(password) ||
    isCommonExample(user, password) ||
    isStandIn(password) ||
    rest.length - at < 3
  )
    return "none";
  return { start: hit.start, end, score: 75 };
}

/** A private key of the SSH2 format, from its first line to its last. */
function matchSsh2({ text, start, end, ended }: LiteralHit): MatchResult {
  const head = text.slice(end, end + ssh2Head);
  if (!/^ ?(?:\r?\n|\\[nr])(?:Comment|Subject|[A-Za-z0-9+/]{40})/.test(head))
    return !ended && head.length < ssh2Head ? "more" : "none";
  const close = text.indexOf(ssh2End, end);
  if (close < 0 || close - end > longestPem) return !ended && text.length - end <= longestPem ? "more" : "none";
  if (!isKeyBody(text.slice(end, close))) return "none";
  return { start, end: close + ssh2End.length, score: 95 };
}

const ssh2Head = 44;
const ssh2End = "---- END SSH2 ENCRYPTED PRIVATE KEY ----";

/** Whether the name that stands alone before the host is a token, as servers of sources take one. Keys of error reports are public. */
function isTokenAlone(rest: string, at: number): boolean {
  const name = rest.slice(0, at);
  return (
    /^[\w.-]{20,100}$/.test(name) &&
    /\d/.test(name) &&
    randomnessOf(name) >= leastRandomnessAlone &&
    !isExampleValue(name) &&
    !/sentry|ingest|bugsink|glitchtip/i.test(hostOf(rest.slice(at))) &&
    !/^[^/]+\/\d+$/.test(rest.slice(at))
  );
}

/** Whether a password is one word, or several in one, and not drawn at random. */
function isWord(password: string): boolean {
  return /^[a-z]{4,20}$/i.test(password) && randomnessOf(password) < leastRandomness;
}

const leastRandomness = 8;
const leastRandomnessAlone = 14;

function hostOf(rest: string): string {
  return rest.split(/[:/?#]/, 1)[0] ?? "";
}

function isCommonExample(user: string, password: string): boolean {
  return /^(?:user(?:name)?|foo|usr|name)$/i.test(user) && /^(?:pass\w*|bar|pw\w*|secret\w*)$/i.test(password);
}

/** `Authorization: Bearer …` and `Basic …` with a value that is neither a variable nor an example. */
function matchAuthorization(hit: LiteralHit): MatchResult {
  const { text, ended } = hit;
  const end = runEnd(text, hit.end, headerValue, 2_049);
  if (end === text.length && !ended && end - hit.end <= 2_048) return "more";
  const value = text.slice(hit.end, end);
  if (value.length < 20 || value.length > 2_048 || isExampleValue(value)) return "none";
  if (text.slice(hit.start, hit.end).toLowerCase().startsWith("basic")) {
    const decoded = Buffer.from(value, "base64").toString("utf8");
    return isNameAndPassword(decoded) ? { start: hit.end, end, score: 80 } : "none";
  }
  return /\d/.test(value) && /[a-z]/i.test(value) && entropyOf(value) >= 3.5 && !isJoinedNames(value)
    ? { start: hit.end, end, score: 75 }
    : "none";
}

function isNameAndPassword(decoded: string): boolean {
  const colon = decoded.indexOf(":");
  return (
    colon >= 2 &&
    !isTrivialPassword(decoded.slice(colon + 1)) &&
    !isStandIn(decoded.slice(colon + 1)) &&
    decoded.length - colon > 3 &&
    decoded.length < 300 &&
    /^[\x20-\x7e]{1,300}$/.test(decoded)
  );
}

/** `curl -u name:password`. */
function matchCurlUser(hit: LiteralHit): MatchResult {
  const { text, ended } = hit;
  const line = text.slice(Math.max(0, hit.start - 200), hit.start);
  if (!/\bcurl\b/.test(line.slice(line.lastIndexOf("\n") + 1))) return "none";
  // In a string of JSON the quote stands behind a backslash.
  const start = hit.end + (/^\\?["']/.exec(text.slice(hit.end, hit.end + 2))?.[0].length ?? 0);
  const end = runEnd(text, start, headerValueAndColon, 201);
  if (end === text.length && !ended && end - start <= 200) return "more";
  const [user = "", password = ""] = text.slice(start, end).split(":", 2);
  // Several interfaces take their key for a name, without a password.
  if (password === "" && text[end - 1] === ":" && user.length >= shortestKey)
    return randomnessOf(user) >= leastRandomnessAlone && !isExampleValue(user)
      ? { start, end: end - 1, score: 75 }
      : "none";
  if (
    password.length < 6 ||
    user === "" ||
    /^[$<{[%(]/.test(password) ||
    isExampleValue(password) ||
    !/[\d\W]/.test(password)
  )
    return "none";
  if (isTrivialPassword(password)) return "none";
  return { start, end, score: 75 };
}

const shortestKey = 16;
const headerValueAndColon = characterSet("A-Za-z0-9._~+/=:!@#%^*-");

/** Schemes of servers that take a name and a password in their address. */
const schemes = [
  "http https ftp sftp ftps ssh smtp smtps imap imaps pop3 pop3s ldap ldaps smb cifs rsync svn git telnet vnc rdp xmpp irc ircs rtsp rtsps rtmp",
  "postgres postgresql mysql mysqlx mysql2 mariadb mssql sqlserver oracle db2 sybase firebird cockroachdb cockroach redshift vertica teradata",
  "teradatasql snowflake clickhouse trino presto hive impala databricks mongodb mongodb+srv couchdb couchbase couchbases cassandra scylla neo4j",
  "neo4j+s bolt bolt+s arangodb influxdb elasticsearch opensearch dynamodb memcached redis rediss redis-sentinel valkey keydb",
  "amqp amqps kafka nats stomp stomps mqtt mqtts pulsar zookeeper etcd consul s3 minio azblob cloudinary dav davs webdav",
  "postgresql+psycopg2 postgresql+psycopg postgresql+asyncpg postgresql+pg8000 mysql+pymysql mysql+mysqldb mysql+aiomysql mysql+asyncmy",
  "mysql+mysqlconnector mssql+pyodbc mssql+pymssql oracle+cx_oracle oracle+oracledb ws wss tcp socks4 socks5 socks5h",
].flatMap((line) => line.split(" "));

/** Secrets that are recognised by their structure rather than by a vendor's prefix. */
export const structuredRules: readonly LiteralRule[] = [
  {
    id: "secret.jwt",
    category: "secret",
    severity: "high",
    explanation: "The text holds a signed JSON Web Token.",
    literals: ["eyj"],
    wordStart: true,
    match: matchJwt,
  },
  {
    id: "secret.private_key",
    category: "secret",
    severity: "critical",
    explanation: "The text holds a private key in PEM form.",
    literals: ["-----begin "],
    wordStart: false,
    match: matchPem,
  },
  {
    id: "secret.private_key",
    category: "secret",
    severity: "critical",
    explanation: "The text holds a private key in PEM form.",
    literals: ["---- begin ssh2 encrypted private key ----"],
    wordStart: false,
    match: matchSsh2,
  },
  {
    id: "secret.credential_url",
    category: "secret",
    severity: "high",
    explanation: "A connection URL carries a password.",
    literals: schemes.map((scheme) => `${scheme}://`),
    wordStart: true,
    match: matchCredentialUrl,
  },
  {
    id: "secret.authorization_header",
    category: "secret",
    severity: "high",
    explanation: "An authorization header carries a credential.",
    literals: ["bearer ", "basic ", "ssws "],
    wordStart: true,
    match: matchAuthorization,
  },
  {
    id: "secret.curl_user",
    category: "secret",
    severity: "high",
    explanation: "A curl command carries a user name and password.",
    literals: ["-u ", "-su ", "-ssu ", "-ku ", "-sku ", "-iu ", "-vu ", "--user ", "--user=", "--proxy-user "],
    wordStart: true,
    match: matchCurlUser,
  },
];
