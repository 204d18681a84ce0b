import { characterSet, type LiteralHit, type LiteralRule, type MatchResult, runEnd } from "../rule.ts";
import { entropyOf } from "./entropy.ts";
import { isExampleValue } from "./example-value.ts";

const nameCharacters = characterSet("A-Za-z0-9_.-");
/** A value ends at white space, a quote or a bracket. */
const bareValue = characterSet("A-Za-z0-9+/=_.~!@#$%^&*:?|-");
const longestValue = 256;

const passwordNames = ["password", "passwd", "passphrase", "pwd"];
const keyNames = [
  "secret",
  "token",
  "apikey",
  "api_key",
  "api-key",
  "access_key",
  "access-key",
  "accesskey",
  "private_key",
  "privatekey",
  "encryption_key",
  "signing_key",
  "auth_key",
  "accountkey",
  "credential",
  "master_key",
];

/** Companies whose names stand in the names of keys; their values must look random. */
const vendorNames = (
  "adafruit adobe airtable algolia alibaba asana atlassian beamer bitbucket bittrex clickhouse cloudflare codecov cohere coinbase " +
  "confluent contentful databricks datadog digitalocean discord doppler droneci dropbox easypost etsy facebook fastly finicity " +
  "finnhub flickr flutterwave freshbooks gitlab gitter gocardless grafana harness hashicorp heroku hubspot intercom jfrog kraken " +
  "kucoin launchdarkly linkedin lob_ looker mailchimp mailgun mapbox mattermost messagebird mistral netlify newrelic new_relic " +
  "nytimes octopus okta openai plaid planetscale pubnub rapidapi readme_ rollbar sendbird sendgrid sentry shippo shopify sidekiq " +
  "snyk sonar squarespace stripe sumologic tailscale travis trello twilio twitch twitter typeform vercel wandb yandex zendesk"
).split(" ");

/** Names that hold digests or public values although they contain a key word. */
const publicNames =
  /public|sha\d|hash|digest|checksum|integrity|commit|etag|tokeni[sz]er|_url|uri|path|file|publishable/i;
/** Values that are code or names rather than data. */
const codeValues =
  /^[a-z_$][\w$]*(?:[.:?][\w$]*){1,40}$|^(?:https?|file|ssh):|^[./~]|^\$|^%|^@|^[0-9.]+$|^[0-9a-f]{8}-[0-9a-f]{4}-|[(){}]|^[a-z]+(?:[-_/][a-z]+)*[0-9]{0,2}$/i;

/** What stands between a name and its value in programs, settings and markup. */
const assigns =
  /[ \t]{0,8}(?::{1,3}=|\?{1,2}=|\|\|:?=|=>|=(?!=)|:(?: {0,2}[&\w]{1,12} {0,2}=(?!=))?)[ \t]{0,8}|,[ \t]{0,4}(?=["'])|>\s{0,8}(?=[A-Za-z0-9])/y;
const longestOperator = 40;

/** Reads `name = "value"` from the key word in the name on; the match is the value alone. */
function matchAssignment(hit: LiteralHit): MatchResult {
  const { text, ended } = hit;
  const nameEnd = runEnd(text, hit.end, nameCharacters, 40);
  let at = nameEnd;
  // A JSON inside a JSON string escapes its quotes.
  while (text[at] === "\\" || text[at] === '"' || text[at] === "'" || text[at] === "]") {
    at += 1;
    if (at - nameEnd > 4) return "none";
  }
  if (!ended && text.length - at < longestOperator) return "more";
  assigns.lastIndex = at;
  if (!assigns.test(text)) return "none";
  if (text[at] === "," && at === nameEnd) return "none";
  if (text[at] === ">" && !isTag(text, hit.start)) return "none";
  at = assigns.lastIndex;
  const opened = at;
  while (at - opened < 3 && (text[at] === "\\" || text[at] === '"' || text[at] === "'" || text[at] === "`")) at += 1;
  const quote = at > opened ? text[at - 1] : undefined;
  const end = runEnd(text, at, bareValue, longestValue + 1);
  if (end === text.length && !ended && end - at <= longestValue) return "more";
  if (end - at > longestValue) return "none";
  const valueEnd = text[end - 1] === "\\" ? end - 1 : end;
  // Part of a longer quoted string is prose or a template, not a secret.
  if (quote !== undefined && text[end] !== quote && text[end] !== "\\") return "none";
  const name = text.slice(Math.max(0, hit.start - 20), nameEnd);
  const word = text.slice(hit.start, hit.end).toLowerCase();
  const value = trimTag(text.slice(at, valueEnd));
  const score = vendors.has(word)
    ? scoreVendorValue(name, value)
    : scoreValue(name, value, passwordNames.includes(word), quote !== undefined);
  return score === 0 ? "none" : { start: at, end: at + value.length, score };
}

/** `<name>`: the value is the element's text. */
function isTag(text: string, start: number): boolean {
  return /<[\w.-]{0,40}$/.test(text.slice(Math.max(0, start - 41), start));
}

/** Bars end a cell of a table, not a value. */
function trimTag(value: string): string {
  return value.endsWith("|") ? value.slice(0, -1) : value;
}

const vendors: ReadonlySet<string> = new Set(vendorNames);
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Names that say that the value is one's own and to be kept. */
const keeps = /key|token|secret|auth|pass|cred|access|api|sid$/i;

/** 0 when the value beside a company's name is no secret. */
function scoreVendorValue(name: string, value: string): number {
  if (publicNames.test(lastName(name)) || isExampleValue(value)) return 0;
  if (uuid.test(value)) return keeps.test(lastName(name)) && entropyOf(value) >= 3 ? 70 : 0;
  if (value.length < 16 || value.length > 128 || !/^[\w=+/.~-]+$/.test(value) || codeValues.test(value)) return 0;
  return /\d/.test(value) && countKinds(value) >= 2 && entropyOf(value) >= 3.2 && keeps.test(lastName(name)) ? 70 : 0;
}

/** 0 when the value is no secret. */
function scoreValue(name: string, value: string, password: boolean, quoted: boolean): number {
  if (uuid.test(value) && !publicNames.test(lastName(name)) && !password)
    return entropyOf(value) >= 3 && !isExampleValue(value) ? 65 : 0;
  if (value.length < 8 || publicNames.test(lastName(name)) || codeValues.test(value) || isExampleValue(value)) return 0;
  const kinds = countKinds(value);
  const entropy = entropyOf(value);
  if (value.length >= 16 && kinds >= 2 && /\d/.test(value) && entropy >= 3.5) return 75;
  return password && kinds >= 3 && entropy >= 2.75 && (quoted || value.length >= 10) ? 65 : 0;
}

/** The identifier that stands before the operator, without what precedes it on the line. */
function lastName(text: string): string {
  return text.slice(Math.max(text.lastIndexOf(" "), text.lastIndexOf("\n"), text.lastIndexOf('"')) + 1);
}

/** How many of lower case, upper case, digits and symbols occur. */
function countKinds(value: string): number {
  return [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(value)).length;
}

/** Finds high-entropy values assigned to names such as `api_key`, in code, settings and JSON. */
export const assignmentRule: LiteralRule = {
  id: "secret.assignment",
  category: "secret",
  severity: "high",
  explanation: "A name that means a secret is given a value that looks random.",
  literals: [...passwordNames, ...keyNames, ...vendorNames],
  wordStart: false,
  match: matchAssignment,
};
