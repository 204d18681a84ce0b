import { characterSet, continuesWord, type LiteralHit, type LiteralRule, type MatchResult, runEnd } from "../rule.ts";
import { isExampleValue, isTrivialPassword } from "./example-value.ts";
import { randomnessOf } from "./randomness.ts";
import { isReference } from "./reference-value.ts";

const alnum = characterSet("A-Za-z0-9");
const hex = characterSet("a-f0-9");
const dash = characterSet("A-Za-z0-9_-");
const base64 = characterSet("A-Za-z0-9+/=_-");
const uuid = characterSet("a-f0-9-");
const leastRandomness = 8;
const score = 85;

/** Where the run of `set` that ends at `end` begins, at most `limit` back. */
function runStart(text: string, end: number, set: Uint8Array, limit: number): number {
  let start = end;
  while (start > 0 && end - start < limit && set[text.charCodeAt(start - 1)] === 1) start -= 1;
  return start;
}

/** A token of `set` that holds the literal after exactly `before` characters and before at least `after[0]`, at most `after[1]` of its own. */
function framed(
  set: Uint8Array,
  before: number,
  mark: string,
  after: readonly [least: number, most: number],
): LiteralRule["match"] {
  return (hit) => {
    const { text, ended } = hit;
    if (text.slice(hit.start, hit.end) !== mark) return "none";
    const start = runStart(text, hit.start, set, before + 1);
    if (hit.start - start !== before || continuesWord(text, start)) return "none";
    const end = runEnd(text, hit.end, set, after[1] + 1);
    if (end === text.length && !ended && end - hit.end <= after[1]) return "more";
    if (end - hit.end < after[0] || end - hit.end > after[1]) return "none";
    return looksDrawn(text.slice(start, end)) ? { start, end, score } : "none";
  };
}

function looksDrawn(value: string): boolean {
  return !isExampleValue(value) && randomnessOf(value) >= leastRandomness;
}

/** `abc8Q~` and 31 to 34 characters: a client secret of Microsoft Entra. The literal is `q~`; what stands before it is read backwards. */
function matchEntra(hit: LiteralHit): MatchResult {
  const { text, ended } = hit;
  const start = hit.start - 4;
  if (start < 0 || text[hit.start] !== "Q" || !/^[\w~.]{3}\d$/.test(text.slice(start, hit.start))) return "none";
  if (start > 0 && dotted[text.charCodeAt(start - 1)] === 1) return "none";
  const end = runEnd(text, hit.end, entraCharacters, 36);
  if (end === text.length && !ended && end - hit.end <= 35) return "more";
  if (end - hit.end < 31 || end - hit.end > 34 || isExampleValue(text.slice(start, end))) return "none";
  return { start, end, score };
}

const entraCharacters = characterSet("A-Za-z0-9_~.-");
const dotted = characterSet("A-Za-z0-9_.-");

/** The number of an organisation, `!` and 80 to 120 characters: a session of Salesforce. */
function matchSalesforceSession({ text, start, end, ended }: LiteralHit): MatchResult {
  if (!text.startsWith("00D", start) || continuesWord(text, start)) return "none";
  const bang = runEnd(text, end, alnum, 16);
  if (bang === text.length && !ended && bang - end < 16) return "more";
  if ((bang - end !== 12 && bang - end !== 15) || text[bang] !== "!") return "none";
  const stop = runEnd(text, bang + 1, sessionCharacters, 122);
  if (stop === text.length && !ended && stop - bang <= 121) return "more";
  if (stop - bang < 81 || stop - bang > 121) return "none";
  return looksDrawn(text.slice(bang + 1, stop)) ? { start, end: stop, score } : "none";
}

const sessionCharacters = characterSet("A-Za-z0-9_.");

/** Fourteen characters, `.atlasv1.` and 60 to 70 more: a token of HCP Terraform. */
function matchTerraform(hit: LiteralHit): MatchResult {
  const { text, ended } = hit;
  const start = hit.start - 15;
  if (start < 0 || !/^[A-Za-z0-9]{14}\.$/.test(text.slice(start, hit.start))) return "none";
  const end = runEnd(text, hit.end, dash, 72);
  if (end === text.length && !ended && end - hit.end <= 71) return "more";
  if (end - hit.end < 60 || end - hit.end > 70 || isExampleValue(text.slice(start, end))) return "none";
  return { start, end, score };
}

/** An address below the literal that is a secret by itself: whoever has it may call it. */
function hook(path: RegExp): LiteralRule["match"] {
  return ({ text, start, end, ended }: LiteralHit): MatchResult => {
    const stop = runEnd(text, end, hookCharacters, longestHook);
    if (stop === text.length && !ended && stop - end < longestHook) return "more";
    const found = path.exec(text.slice(end, stop))?.[0];
    return found !== undefined && looksDrawn(found) ? { start, end: end + found.length, score } : "none";
  };
}

const hookCharacters = characterSet("A-Za-z0-9/_@.%?=&-");
const longestHook = 300;

/** `name:password@tcp(host)`: the connection strings of Go's drivers. */
function matchDriverName({ text, start }: LiteralHit): MatchResult {
  const before = text.slice(Math.max(0, start - longestUser), start);
  const password = /(?:^|["'`=\s])[\w.-]{1,60}:([^\s"'`:@]{4,60})$/.exec(before)?.[1];
  if (password === undefined || isTrivialPassword(password) || isExampleValue(password) || isReference(password))
    return "none";
  return { start: start - password.length, end: start, score };
}

const longestUser = 122;

/** `name:password@10.0.0.1` without a scheme: a digit in the password tells it from a port, a tag or a path. */
function matchHostLogin({ text, start }: LiteralHit): MatchResult {
  const before = text.slice(Math.max(0, start - longestUser), start);
  const password = /(?:^|["'`=\s])[A-Za-z][\w.-]{0,59}:([^\s"'`:@/]{6,60})$/.exec(before)?.[1];
  if (password === undefined || !/\d/.test(password) || !/[a-z]/i.test(password)) return "none";
  if (isTrivialPassword(password) || isExampleValue(password) || isReference(password)) return "none";
  return { start: start - password.length, end: start, score: scoreOfLogin };
}

const scoreOfLogin = 65;

function framedRule(kind: string, what: string, literals: readonly string[], match: LiteralRule["match"]): LiteralRule {
  return {
    id: `secret.${kind}`,
    category: "secret",
    severity: "critical",
    explanation: `The text holds what looks like ${what}.`,
    literals,
    wordStart: false,
    match,
  };
}

/**
 * Tokens that are told by a mark in their middle or at their end, and addresses that are secrets. They are read backwards from the mark,
 * so they are not looked for in answers, of which the beginning is gone by then.
 */
export const framedRules: readonly LiteralRule[] = [
  framedRule("azure_key", "a key of an Azure service", ["jqqj99"], framed(alnum, 52, "JQQJ99", [22, 26])),
  framedRule("azure_key", "a key of Azure storage", ["+ast"], framed(base64, 76, "+ASt", [8, 8])),
  framedRule("azure_key", "a key of an Azure database", ["acdb"], framed(base64, 76, "ACDb", [8, 8])),
  framedRule("azure_key", "a key of Azure functions", ["azfu"], framed(base64, 44, "AzFu", [8, 8])),
  framedRule("azure_key", "a key of Azure search", ["azse"], framed(alnum, 42, "AzSe", [6, 6])),
  framedRule("azure_key", "a key of an Azure cache", ["azca"], framed(base64, 33, "AzCa", [7, 7])),
  framedRule("azure_key", "a key of an Azure service bus", ["+asb"], framed(base64, 33, "+ASb", [6, 6])),
  framedRule("azure_key", "a key of Azure event hubs", ["+aeh"], framed(base64, 33, "+AEh", [6, 6])),
  framedRule("azure_key", "a key of an Azure relay", ["+arm"], framed(base64, 33, "+ARm", [6, 6])),
  framedRule("azure_key", "a key of an Azure IoT hub", ["aiot"], framed(base64, 33, "AIoT", [6, 7])),
  framedRule("azure_key", "a password of an Azure registry", ["+acr"], framed(base64, 42, "+ACR", [6, 6])),
  framedRule("azure_key", "a key of Azure batch", ["+aba"], framed(base64, 76, "+ABa", [8, 8])),
  framedRule("deepl_key", "a DeepL key", [":fx"], framed(uuid, 36, ":fx", [0, 0])),
  framedRule("firebase_server_key", "a server key of Firebase", [":apa91b"], framed(dash, 11, ":APA91b", [130, 140])),
  framedRule("azure_devops_token", "an Azure DevOps token", ["azdo"], framed(alnum, 76, "AZDO", [4, 4])),
  framedRule("mailchimp_key", "a Mailchimp key", ["-us"], framed(hex, 32, "-us", [1, 2])),
  framedRule("new_relic_license", "a New Relic licence key", ["nral"], framed(alnum, 36, "NRAL", [0, 0])),
  framedRule("maxmind_key", "a MaxMind licence key", ["_mmk"], framed(dash, 36, "_mmk", [0, 0])),
  framedRule("webex_token", "a token of Webex", ["_pf84_"], framed(dash, 64, "_PF84_", [36, 36])),
  framedRule("webex_token", "a token of Webex", ["_p0a1_"], framed(dash, 64, "_P0A1_", [36, 36])),
  framedRule("rapidapi_key", "a RapidAPI key", ["msh"], framed(alnum, 10, "msh", [37, 37])),
  {
    ...framedRule("entra_client_secret", "a client secret of Microsoft Entra", ["q~"], matchEntra),
    follow: entraCharacters,
    leastFollowing: 31,
  },
  framedRule("terraform_token", "a token of HCP Terraform", ["atlasv1."], matchTerraform),
  framedRule(
    "teams_webhook",
    "a Microsoft Teams webhook",
    ["webhook.office.com/webhookb2/", "outlook.office.com/webhook/"],
    hook(/^[0-9a-f-]{36}@[0-9a-f-]{36}\/IncomingWebhook\/[0-9a-f]{32}\/[0-9a-f-]{36}/),
  ),
  framedRule(
    "zapier_webhook",
    "a Zapier webhook",
    ["hooks.zapier.com/hooks/catch/"],
    hook(/^\d{4,12}\/[a-z0-9]{6,16}/),
  ),
  framedRule(
    "node_endpoint",
    "the address of a blockchain node that carries its key",
    [".infura.io/v3/"],
    hook(/^[0-9a-f]{32}/),
  ),
  framedRule(
    "node_endpoint",
    "the address of a blockchain node that carries its key",
    [".g.alchemy.com/v2/", ".alchemyapi.io/v2/", ".quiknode.pro/", "rpc.ankr.com/eth/"],
    hook(/^(?=[\w-]{0,60}\d)[\w-]{32,64}/),
  ),
  framedRule(
    "azure_key",
    "the address of an Azure function that carries its key",
    [".azurewebsites.net/api/"],
    hook(/^[\w/-]{1,80}\?code=[\w%-]{40,90}={0,2}/),
  ),
  framedRule("chat_webhook", "a webhook of Tines", [".tines.com/webhook/"], hook(/^[a-z0-9]{32}\/[a-z0-9]{32}/)),
  {
    ...framedRule("salesforce_token", "a session of Salesforce", ["00d"], matchSalesforceSession),
    follow: alnum,
    leastFollowing: 12,
  },
  framedRule(
    "chat_webhook",
    "a webhook of a chat or of an automation",
    [
      ...["open.feishu.cn/open-apis/bot/v2/hook/", "open.larksuite.com/open-apis/bot/v2/hook/"],
      ...["oapi.dingtalk.com/robot/send?access_token=", "qyapi.weixin.qq.com/cgi-bin/webhook/send?key="],
      ...["hooks.chime.aws/incomingwebhooks/", "hook.eu1.make.com/", "hook.eu2.make.com/", "hook.us1.make.com/"],
    ],
    hook(/^[\w-]{24,80}(?:\?token=\w{20,100})?/),
  ),
  {
    ...framedRule("credential_url", "a connection string with a password", ["@tcp(", "@unix("], matchDriverName),
    severity: "high",
    explanation: "A connection URL carries a password.",
  },
  {
    ...framedRule(
      "credential_url",
      "an address with a password",
      ["@10.", "@192.168.", "@172.", "@127.0.0.1", "@localhost"],
      matchHostLogin,
    ),
    severity: "high",
    explanation: "A connection URL carries a password.",
  },
  framedRule(
    "azure_shared_access_signature",
    "a shared access signature of Azure",
    ["&sig="],
    hook(/^[A-Za-z0-9%]{40,90}(?:%3D|=)/),
  ),
];
