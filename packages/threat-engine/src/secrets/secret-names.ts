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
  "erlangcookie",
  "erlang_cookie",
] as const;

/** Words that do when other words of the name say so, or when the value is random beyond doubt. */
export const weakWords = ["key", "auth", "pat"] as const;

/** Words of names for what a person chose, in some thirty languages; Latin letters without their accents, as detectors read them. */
export const passwordWords: readonly string[] = [
  ...[
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "pwd",
    "pw",
    "pass",
    "storepass",
    "keypass",
    "psk",
    "key content",
  ],
  ...["passwort", "kennwort", "contrasena", "clave", "senha", "palavra-passe", "mot de passe", "mdp", "wachtwoord"],
  ...[
    "losenord",
    "losenordet",
    "adgangskode",
    "adgangskoden",
    "passord",
    "passordet",
    "salasana",
    "salasanani",
    "parool",
    "haslo",
    "heslo",
    "geslo",
    "lozinka",
    "slaptazodis",
  ],
  ...["jelszo", "parola", "sifre", "mat khau", "kata sandi"],
  ...["пароль", "парола", "лозинка", "κωδικός", "κωδικος", "συνθηματικό", "συνθηματικο"],
  ...["密码", "密碼", "口令", "パスワード", "暗証番号", "비밀번호", "암호", "패스워드"],
  ...["كلمة السر", "كلمة المرور", "رمز عبور", "گذرواژه", "סיסמה", "סיסמא", "पासवर्ड", "পাসওয়ার্ড", "รหัสผ่าน"],
];

/** Companies whose names stand in the names of keys. */
export const vendorWords: readonly string[] = (
  "ably abuseipdb abyssale accuweather activecampaign adafruit adobe aftership airbrake airtable aiven alchemy algolia alibaba " +
  "alphavantage amplitude apify apilayer appcues appfollow appveyor artifactory asana assemblyai atlassian authress aviationstack " +
  "ayrshare backblaze bandsintown bannerbear baremetrics beamer betterstack bigcommerce binance bitbucket bitfinex bitly bitmex " +
  "bitrise bittrex blazemeter borgbase braintree brandfetch browserstack browshot bscscan budibase bugherd bugsnag buildkite " +
  "buttercms bybit calendarific calendly censys chargebee chartmogul circleci clarifai clearbit clickhouse clicksend clickup " +
  "cloudconvert cloudflare cloudinary cloudmersive cloudsmith codacy codeclimate codecov codemagic cohere coinapi coinbase " +
  "coingecko coinlayer coinmarketcap confluent contentful convertapi convertkit couchbase coveralls crowdin cryptocompare " +
  "currencylayer customerio databricks datadog deepai deepgram deepseek detectify detectlanguage diffbot digitalocean discord " +
  "disqus docparser docusign doppler droneci dropbox dwolla dynatrace easypost edamam edenai elasticemail elevenlabs etherscan " +
  "ethplorer etsy eventbrite everhour exchangerate facebook fastforex fastly financialmodelingprep finicity finnhub fixer_io " +
  "fixerio flickr flutterwave foursquare freemius freshbooks freshdesk fullcontact fullstory geckoboard geoapify geocodify geocodio " +
  "getresponse giphy gitlab gitter glassnode gocardless grafana gumroad harness hashicorp hasura hellosign helpscout heroku hetzner " +
  "holidayapi honeycomb hubspot huggingface hyperliquid iexcloud imagekit imagga imgix infobip infura insightly intercom intrinio " +
  "ipgeolocation ipinfo ipstack iterable jfrog jotform jumpcloud kickbox klarna klaviyo kraken kucoin lambdatest langfuse langsmith " +
  "lastfm launchdarkly lemlist lemonsqueezy linkedin linode lob_ logdna loggly logzio lokalise looker mailchimp mailerlite mailgun " +
  "mailjet mandrill mapbox mapquest marketstack mattermost maxmind mediastack meraki messagebird mistral mixpanel mockaroo moosend " +
  "moralis nasdaqdatalink netlify new_relic newrelic newsapi newscatcher nexmo numverify nylas nytimes octopus okta omdb onelogin " +
  "onesignal onfleet openai opencage openrouter openweather opsgenie optimizely packagecloud pagerduty pandadoc papertrail paymongo " +
  "paystack pdfshift pexels pinata pinecone pingdom pipedream pipedrive pixabay plaid planetscale plivo polygonscan positionstack " +
  "posthog postmark printful privateai pubnub pulumi pushbullet pusher pushover qualaroo quandl quicknode rapidapi razorpay readme_ " +
  "rebrandly recurly ringcentral rocketreach rollbar rudderstack salesforce saucelabs scaleway scraperapi scrapestack scrapfly " +
  "scrapingant scrapingbee screenshotapi securitytrails semgrep sendbird sendgrid sendinblue sendpulse sentry serpapi serpstack " +
  "shippo shipstation shodan shopify shotstack sidekiq smartsheet snipcart snowflake snyk sonar sourcegraph sparkpost splunk " +
  "spoonacular sportmonks spotify squarespace statuscake statuspage storyblok strava stripe stytch sumologic supabase surveymonkey " +
  "tailscale taxjar telnyx ticketmaster tiingo tmdb todoist toggl tomtom tradier travis trello truelayer trustpilot twelvedata " +
  "twilio twitch twitter typeform ubidots unsplash uploadcare upstash uptimerobot urlscan userstack vercel veriphone virustotal " +
  "visualcrossing voiceflow vonage vultr walkscore wandb wasabi weatherapi weatherbit weatherstack webex webflow wistia woocommerce " +
  "yandex zendesk zenrows zenserp zeplin zerobounce zerotier zoho"
).split(" ");

/** What the words of a name say about its value. */
export type NameStrength = "none" | "weak" | "strong" | "password";

const tokens: ReadonlySet<string> = new Set(tellingWords);
const weak: ReadonlySet<string> = new Set(weakWords);
const passwords: ReadonlySet<string> = new Set(passwordWords);

/** Names of what everybody may know, or of something else than the secret: its digest, place, kind or number. */
const publicName =
  /public|pub_?key|publishable|sha\d|hash(?!icorp)|digest|checksum|integrity|commit|etag|tokeni[sz]|fingerprint|idempoten|cache|site_?key|partition|primary|foreign|(?:sort|object|bucket|row|rout(?:e|ing)|dedup\w?|file|locale|lookup|group|s3|blob|unique|message|event|query|shortcut|identifier)_?key|page_?token|next_?token|sync_?token|cursor|continuation|resume|trace|nonce|translation|csrf|xsrf|antiforgery|authenticity|encrypted_response|(?:proxy|f?cgi|uwsgi|grpc|memcached)_pass$|(?:mon|tur|don|whis)key$|[hj]ockey$|jsonwebtoken|with_?credentials$|sealed|encrypted_pass|pass_rate|analytics|websocket_?-?key/i;
/** Words before `key` in the names of what is looked up, drawn or pressed by it. */
const keyOfThings =
  /(?:hot|idx|index|natural|schema|sequence|shard|map|dict|range|item|column|react|component|style|menu|tab|accelerator|feature|flag|experiment|metric|config|setting|env|i18n|locale|version|build|blob|document|ssh_?host|known_?host)[._-]?key$/i;
/** What a name goes on with when it means something about the secret. */
const aboutSecret =
  /(?:^|[._-])(?:id|ids|name|names|path|file|files|filename|dir|url|uri|type|kind|length|len|size|count|index|prefix|suffix|field|column|label|title|format|alg|algorithm|usage|version|policy|arn|ref|link|map|code|event|status|header|param|parameter|endpoint|host|scope|manager|store|provider|service|class|error|message|expir\w{0,20}|encryption|method|mode|strength|rules?|reset|hint|prompt|manager|mgr|source|ring|word|board|alias|pair|space|set|group|ttl|at|limit|signature|address|salt|placeholder|press|up|down|left|right|mesh|selector|frame|stroke|vault|symbol|ptr)s?\d{0,2}$/i;
/** The same at the end of a name of several words that begin with capitals. */
const aboutSecretInCapitals =
  /[a-z](?:Ids?|IDs?|URLs?|Identifiers?|Names?|Paths?|Files?|Ur[il]s?|Types?|Refs?|Arns?|Counts?|Length|Size|Index|Version|Prefix|Field|Label|Host|Endpoint|Symbol|Address)$/;

/** What stands before `key` when the key opens something. */
const keyOf =
  /(?:api|access|secret|private|auth|licen[cs]e|subscription|account|service|encryption|signing|master|client|consumer|app|application|admin|deploy|user|personal|live|prod|production|test|security|shared|storage|sdk|server|rest|write|read|ingest|integration|developer|dev|project|merchant|session|jwt|cookie|hmac|aes|rsa|ssh|web|my|the|your|our|key)['\\"]?[ ._-]{0,2}$/i;

/** `Public key: …`, in words of their own. */
const publicBefore = /(?:public|primary|foreign|partition|host) $/i;

/** Words that are the end of others, such as `bypass`, */
const shortWord = /^(?:pass|psk|pw|mdp|clave|geslo|heslo|sifre)$/;
/** but not behind what a password is for. */
const passOf =
  /(?:^|[^a-z])(?:db|database|my|user|root|admin|smtp|mail|mysql|pg|postgres|redis|mongo|ftp|sftp|ssh|ldap|bind|sql|wifi|proxy|store|login|basic|auth|vnc|rabbit|mq)$/i;

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
  /** The word begins with a capital, as a part of a name does. */
  readonly isCapital: boolean;
}

/** How surely a value under this name is a secret. */
export function nameStrength({ before, word, after, isCapital }: NamePlace): NameStrength {
  const at = nameStart(before);
  // The line break of a string, written as an escape, is no part of the name behind it.
  const head = before.slice(before[at - 1] === "\\" && /[nrt]/.test(before[at] ?? "") ? at + 1 : at);
  if (publicName.test(head + word) || publicName.test(after) || aboutSecret.test(after)) return "none";
  if (keyOfThings.test(head + word) || aboutSecretInCapitals.test(after)) return "none";
  if (weak.has(word) && publicBefore.test(before.slice(-longestOpened))) return "none";
  if (passwords.has(word))
    return shortWord.test(word) && /[a-z]$/.test(head) && !isCapital && !/[A-Z]{4}/.test(head) && !passOf.test(head)
      ? "none"
      : "password";
  if (tokens.has(word)) return "strong";
  if (weak.has(word))
    return word === "key" && (keyOf.test(before.slice(-longestOpened)) || /\w{3}[._-]?$/.test(head))
      ? "strong"
      : "weak";
  return "weak";
}

/** What a program signs with is often made up by a person. */
export const chosenSecret = "secret";

/** The strength under which most values are secrets, of those that names with this word (lower case) can have. */
export function strongest(word: string): Exclude<NameStrength, "none"> {
  return passwords.has(word) || word === chosenSecret ? "password" : "strong";
}

/** Where the name begins that goes on behind `before`. A loop, since an expression would begin anew at every character. */
function nameStart(before: string): number {
  let start = before.length;
  while (start > 0 && nameCharacters[before.charCodeAt(start - 1)] === 1) start -= 1;
  return start;
}

const nameCharacters = characterSet("A-Za-z0-9_.-");
