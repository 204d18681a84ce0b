import { characterSet, type LiteralHit, type LiteralRule, type MatchResult, runEnd } from "../rule.ts";
import { passesIban } from "./iban.ts";
import { personalRule } from "./personal-rule.ts";

/** An IBAN with right check digits; the literal is the country. */
function matchIban(hit: LiteralHit): MatchResult {
  const { text, ended, start } = hit;
  const stop = runEnd(text, start, ibanCharacters, 44);
  if (stop === text.length && !ended && stop - start < 44) return "more";
  const found = /^[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?/.exec(text.slice(start, stop))?.[0];
  if (found === undefined || !passesIban(found) || /\w/.test(text[start + found.length] ?? "")) return "none";
  return { start, end: start + found.length, score: 90 };
}

const ibanCharacters = characterSet("A-Z0-9 ");
const ibanCountries =
  "ad ae al at az ba be bg bh br by ch cr cy cz de dk do ee es fi fo fr gb ge gi gl gr gt hr hu ie il is it jo kw kz lb li lt lu lv mc md me mk mr mt mu nl no pk pl ps pt qa ro rs sa se si sk sm tn tr ua xk";
const digits = characterSet("0-9");

/** Numbers of bank accounts with check digits of their own. */
export const ibanRule: LiteralRule = {
  ...personalRule("bank_account", "an IBAN", ibanCountries.split(" "), matchIban),
  follow: digits,
  leastFollowing: 2,
};
