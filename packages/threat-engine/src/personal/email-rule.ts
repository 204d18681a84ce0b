import { characterSet, type LiteralHit, type LiteralRule, type MatchResult, runEnd } from "../rule.ts";

const localCharacters = characterSet("A-Za-z0-9._%+-");
const domainCharacters = characterSet("A-Za-z0-9.-");
const longestLocal = 64;
/** Names that RFC 2606 and 6761 reserve and what people write instead, mailing lists, and addresses nobody reads. */
const reserved =
  /(?:^|\.)(?:example|test|invalid|localhost|local|internal)$|(?:^|\.)(?:example|exemplo|exemple|ejemplo|esempio|beispiel|email|domain|company|mycompany|yourcompany|yourdomain|mydomain|test|foo|bar)\.(?:com|org|net|edu|de|fr|es|it)$|users\.noreply\.github\.com$|iam\.gserviceaccount\.com$|^li\.org$|^googlegroups\.com$|^lists?\./i;
const nobody =
  /^(?:no-?reply|do-?not-?reply|noreply|mailer-daemon|postmaster|git|root|user|you|your[._-]?(?:name|email)|me|name|email|foo|bar|test|admin|someone|john\.?doe|jane\.?doe)$/i;

/** An office or a program, which is no person. */
const office =
  /^(?:security|support|info|hello|contact|sales|team|help|office|press|privacy|legal|abuse|webmaster|sponsors?|open-?source|conduct|bugs|service|feedback|jobs|careers|billing|marketing|newsletter|hostmaster|dev|api|github-actions?|actions?)(?:[+-]|$)|-(?:bot|conduct|team|editors)$/i;

/** Endings of files and of units of a system, none of which is a top-level domain. */
const fileEnding =
  /\.(?:png|jpe?g|gif|svg|webp|bmp|pdf|[cm]?js|jsx|tsx?|vue|json|css|s[ac]ss|less|html?|txt|csv|ya?ml|toml|ini|conf|cfg|log|lock|xml|sql|tgz|gz|tar|jar|dll|exe|bin|service|socket|timer|target|mount|slice)$/i;
/** Programs that connect to a machine take a name at it. */
const loginCommand = /\b(?:ssh|scp|sftp|rsync|mosh|sshfs)(?= )/g;
const longestCommand = 72;

/** The literal is the `@`: the name before it is read backwards. */
function matchEmail(hit: LiteralHit): MatchResult {
  const { text, ended } = hit;
  let start = hit.start;
  while (start > 0 && hit.start - start < longestLocal && localCharacters[text.charCodeAt(start - 1)] === 1) start -= 1;
  // The line break of a string, written as an escape, before a decorator. Before a name it may be a part of that.
  if (text[start - 1] === "\\" && hit.start - start === 1 && /[nrt]/.test(text[start] ?? "")) return "none";
  const stop = runEnd(text, hit.end, domainCharacters, 254);
  if (stop === text.length && !ended && stop - hit.end < 254) return "more";
  let end = stop;
  while (end > hit.end && /[.-]/.test(text[end - 1] ?? "")) end -= 1;
  const local = text.slice(start, hit.start);
  const domain = text.slice(hit.end, end);
  if (!/^[A-Za-z0-9][\w.%+-]{0,63}$/.test(local) || !/^(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}$/.test(domain))
    return "none";
  if (isAuthor(text, start)) return "none";
  if (
    [nobody, office].some((pattern) => pattern.test(local)) ||
    reserved.test(domain) ||
    fileEnding.test(domain) ||
    isLogin(text.slice(Math.max(0, start - longestCommand), start)) ||
    isPackageVersion(text, hit, domain)
  )
    return "none";
  return { start, end, score: 60 };
}

/** Whether only such a command, its options and paths stand before a name at a machine, and no words of a sentence. */
function isLogin(before: string): boolean {
  const command = [...before.matchAll(loginCommand)].at(-1);
  if (command === undefined || before.includes("\n", command.index)) return false;
  const words = before
    .slice(command.index + command[0].length)
    .trim()
    .split(/ +/);
  return words.every((word, index) => /^-|[\d./]|^$/.test(word) || words[index - 1]?.startsWith("-") === true);
}

/** Who wrote or keeps a program says so in its files: everybody may read that. */
function isAuthor(text: string, start: number): boolean {
  return /author|copyright|\(c\)|\u00a9|maintain|contribut|(?:written|reported|debianized|patch(?:ed)?|modified) by|signed-off|upstream|translator|enforcement|<developer>|"bugs"/i.test(
    text.slice(Math.max(0, start - longestCredit), start),
  );
}

const longestCredit = 120;

/** `react@18.2.min` and `user:pass@host` in a URL are no addresses. */
function isPackageVersion(text: string, hit: LiteralHit, domain: string): boolean {
  const before = text.slice(Math.max(0, hit.start - 110), hit.start);
  return /^\d/.test(domain) || before.lastIndexOf("://") > Math.max(before.lastIndexOf(" "), before.lastIndexOf("\n"));
}

/** E-mail addresses of people. */
export const emailRule: LiteralRule = {
  id: "personal.email",
  category: "personal_data",
  severity: "medium",
  explanation: "The text holds an e-mail address.",
  literals: ["@"],
  wordStart: false,
  match: matchEmail,
};
