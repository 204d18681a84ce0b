import { characterSet } from "../rule.ts";

/** Words at the end of a name that make its value a secret by themselves. */
export const tellingWords = [
  "secret",
  "token",
  "credential",
  "credentials",
  "creds",
  "apikey",
  "api key",
  "authkey",
  "bearer",
  "authorization",
  "passcode",
] as const;

/** Words that do when other words of the name say so, or when the value is random beyond doubt. */
export const weakWords = ["key", "auth", "pat"] as const;

/** Words of names for what a person chose. */
export const passwordWords: readonly string[] = [
  ...["password", "passwd", "passphrase", "pwd", "pw", "pass", "storepass", "keypass", "psk"],
  ...["passwort", "kennwort", "contrasena", "senha", "mot de passe", "wachtwoord", "haslo"],
];

/** Companies whose names stand in the names of keys. */
export const vendorWords: readonly string[] = (
  "ably abuseipdb activecampaign adafruit adobe aftership airbrake airtable alchemy algolia alibaba alphavantage amplitude appveyor " +
  "asana assemblyai atlassian authress backblaze bandsintown beamer bigcommerce binance bitbucket bitfinex bitmex bitrise bittrex " +
  "braintree browserstack bugsnag buildkite bybit calendly censys chargebee circleci clarifai clearbit clickhouse clicksend cloudflare " +
  "cloudinary codeclimate codecov cohere coinbase coingecko coinmarketcap confluent contentful convertkit currencylayer databricks " +
  "datadog deepgram deepseek digitalocean discord docusign doppler droneci dropbox dwolla easypost elevenlabs etsy eventbrite " +
  "exchangerate facebook fastly finicity finnhub fixer_io flickr flutterwave freemius freshbooks freshdesk fullcontact geocodio giphy " +
  "gitlab gitter gocardless grafana harness hashicorp helpscout heroku hetzner hubspot hyperliquid imgix infobip infura intercom " +
  "ipinfo ipstack iterable jfrog klarna klaviyo kraken kucoin lambdatest lastfm launchdarkly linkedin linode lob_ logdna loggly logzio " +
  "looker mailchimp mailgun mailjet mapbox mapquest mattermost maxmind meraki messagebird mistral mixpanel moralis netlify new_relic " +
  "newrelic newsapi nexmo nytimes octopus okta omdb onesignal openai opencage openweather opsgenie optimizely pagerduty pandadoc " +
  "papertrail paystack pexels pingdom pipedrive pixabay plaid planetscale plivo postmark printful privateai pubnub pusher quandl " +
  "quicknode rapidapi razorpay readme_ recurly ringcentral rollbar rudderstack saucelabs scaleway scraperapi scrapingbee " +
  "securitytrails semgrep sendbird sendgrid sendinblue sendpulse sentry serpapi shippo shipstation shodan shopify sidekiq snowflake " +
  "snyk sonar sparkpost splunk spotify squarespace statuspage storyblok strava stripe sumologic supabase tailscale telnyx tiingo tmdb " +
  "tomtom travis trello truelayer twelvedata twilio twitch twitter typeform unsplash uploadcare upstash urlscan vercel virustotal " +
  "vonage vultr wandb wasabi weatherstack webex wistia woocommerce yandex zendesk zenrows zoho"
).split(" ");

/** What the words of a name say about its value. */
export type NameStrength = "none" | "weak" | "strong" | "password";

const tokens: ReadonlySet<string> = new Set(tellingWords);
const weak: ReadonlySet<string> = new Set(weakWords);
const passwords: ReadonlySet<string> = new Set(passwordWords);

/** Names of what everybody may know, or of something else than the secret: its digest, place, kind or number. */
const publicName =
  /public|publishable|sha\d|hash|digest|checksum|integrity|commit|etag|tokeni[sz]|fingerprint|idempoten|cache|site_?key|partition|primary|foreign|(?:sort|object|bucket|row|rout(?:e|ing)|dedup\w?|locale|lookup|group|s3|blob|unique|message|event|query|shortcut)_?key|page_?token|next_?token|sync_?token|cursor|continuation|resume|trace|nonce|translation|csrf|xsrf|antiforgery|encrypted_response|(?:mon|tur|don|whis)key$|[hj]ockey$/i;
/** What a name goes on with when it means something about the secret. */
const aboutSecret =
  /(?:^|[._-])(?:id|ids|name|names|path|file|files|filename|dir|url|uri|type|kind|length|len|size|count|index|prefix|suffix|field|column|label|title|format|alg|algorithm|usage|version|policy|arn|ref|link|map|code|event|status|header|param|parameter|endpoint|host|scope|manager|store|provider|service|class|error|message|expir\w{0,20}|encryption|method|mode|strength|rules?|reset|hint|prompt|manager|mgr|source|ring|word|board|alias|pair|space|set|group|ttl|at|limit|signature)s?\d{0,2}$/i;
/** What stands before `key` when the key opens something. */
const keyOf =
  /(?:api|access|secret|private|auth|licen[cs]e|subscription|account|service|encryption|signing|master|client|consumer|app|application|admin|deploy|user|personal|live|prod|production|test|security|shared|storage|sdk|server|rest|write|read|ingest|integration|developer|dev|project|merchant|session|jwt|cookie|hmac|aes|rsa|ssh|web|my|the|your|our|key)['\\"]?[ ._-]{0,2}$/i;

/** The longest of these words and what may stand behind it. */
const longestOpened = 16;

/** Where a secret's word stands in a name. */
export interface NamePlace {
  /** The name's characters before the word, and a few before the name. */
  readonly before: string;
  /** Lower case. */
  readonly word: string;
  /** The name's characters behind the word. */
  readonly after: string;
}

/** How surely a value under this name is a secret. */
export function nameStrength({ before, word, after }: NamePlace): NameStrength {
  const head = before.slice(nameStart(before));
  if (publicName.test(head + word) || publicName.test(after) || aboutSecret.test(after)) return "none";
  if (passwords.has(word))
    return /^(?:pass|psk|pw)$/.test(word) && /[a-z]$/.test(head) && !/[A-Z]{4}/.test(head) ? "none" : "password";
  if (tokens.has(word)) return "strong";
  if (weak.has(word))
    return word === "key" && (keyOf.test(before.slice(-longestOpened)) || /\w{3}[._-]?$/.test(head))
      ? "strong"
      : "weak";
  return "weak";
}

/** The strength under which most values are secrets, of those that names with this word (lower case) can have. */
export function strongest(word: string): Exclude<NameStrength, "none"> {
  return passwords.has(word) ? "password" : "strong";
}

/** Where the name begins that goes on behind `before`. A loop, since an expression would begin anew at every character. */
function nameStart(before: string): number {
  let start = before.length;
  while (start > 0 && nameCharacters[before.charCodeAt(start - 1)] === 1) start -= 1;
  return start;
}

const nameCharacters = characterSet("A-Za-z0-9_.-");
