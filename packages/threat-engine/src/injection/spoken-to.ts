import type { ConceptHit } from "./concept-hits.ts";

/** How a text speaks to an automated reader. */
export interface Address {
  /** To whichever machine happens to read it, not to one that works for who wrote it. */
  readonly isPasserBy: boolean;
  /** The name may be that of people: an agent sells houses, an assistant writes letters. */
  readonly isAmbiguous: boolean;
  /** It is called and orders follow; else the sentence that names it says what it must do. */
  readonly isCalled: boolean;
  /** It is only said what it may do. */
  readonly isAllowed: boolean;
}

/** What belongs to the reader, or goes to it, is none. */
const belongings =
  /^ (?:api|apis|sdks?|keys?|desktop|clients?|requests?|responses?|users?|accounts?|services?|tokens?|packages?|librar(?:y|ies)|config|settings|teams?|developers?)\b/i;
/** Behind its name stands, after some words of what the reader is, what it has to do or is free to do. */
const told =
  /^(?: [^.!?:\n]*)? (?:must|should|shall|ha(?:s|ve) to|needs? to|ought to|(?:is|are) (?:hereby |kindly |also |now ){0,2}(?:required|asked|requested|advised|authori[sz]ed|expected|instructed|allowed|encouraged|obliged|permitted|invited|free) to|would you|will you|please|kindly)\b(?! (?:also )?(?:be (?!sure|told|careful)|have been))/i;
/** It is said what it may do. */
const allowed = /^(?: [^.!?:\n]*)? (?<!(?:that|who|which) )(?:may|can|could) /i;
/** Behind its name stands what the one who is called does, and a sign that an order follows. */
const called =
  /^(?: (?:(?:is |are )?\w{3,12}ing|that|who|which|assigned|on|in|for|of|from|by|at|with|and|or)\b[^.!?\n:]*?)?(?: only)?(?:\)?:(?=\s)| ?[\u2013\u2014!]| - |, )|^ (?:when|if|while|before|after) (?:you|reading|this)\b/i;
const heading = /^s? ?\r?\n/;
/** Words between the beginning of a clause and the name of the one that is called. */
const wordsBeforeCall = new Set(
  "hey hi hello dear attention note notes ps side instruction instructions message hint hints notice reminder important request to for all any every the this that an a whichever other ai llm llm-based ai-powered automated automatic autonomous coding code web review triage language large mail e-mail email browsing shopping search recruiter screening support helpful of is being and or powered by cc there maintainer model engine engines tool tools".split(
    " ",
  ),
);
const mostWordsBeforeCall = 8;
const clauseBegins = /\n|[.!?>:;] |["'>([#*\u2013\u2014|]|\/[/*]|--/g;
const signsBefore = /^[\s*_#-]{0,12}/;
/** What belongs to the name itself: `@`, `github-`. */
const nameBegins = /(?<![\w@-])@?(?:\w{1,20}-)?$/;
/** A reader that is only possible: "if an agent reads this". */
const whenBefore =
  /\b(?:if|when|whenever|once|in case|should) (?:(?:this|the|an?|any|you|are|you're|you\u2019re|is|being|handled|read|processed|summari[sz]ed|by|ai|automated|coding|language|large|other|or|claude|gpt|gemini|copilot|cursor|message|page|file|mail|text)[ ,]{1,2}){0,10}$/i;
/** Somebody's agent, of which the text tells something. */
const ownedBefore = /\b(?:your|our|my|their|his|her|its|own) (?:\w{1,12} )?$/i;
const readsThis = /^ (?:is |are )?(?:read|process|summari[sz]|pars|review)(?:s|es|ing)? (?:this|these|it)\b/i;
const mention = /(?:^|[\s(])@(?:\w{1,20}-)?$/;
const nameGoesOn = /^(?:[\w$(=/]|::|-\w|\.\w)/;
const partOfName = /[\w$.=<]$|\w\[$/;
/** Who only happens to read a text is given work by nobody. */
const happensToRead =
  /^,? (?:(?:that|who|which) (?:is |are |may be )?|(?:is|are) )?(?:read|process|pars|summar|index|crawl|quot|analy[sz]|handl|brows|scann|screen|triag|look|pass|consum|translat|visit|see|answer|reply|reach)(?:s|ing|ising|izing|e|es|ed)?\b/i;
const noteBefore =
  /(?:\b(?:note|notes|notice|attention|dear|hey|hi|hello|message|ps|psst|hint|reminder)\b[^.!?\n]{0,30}|\b(?:(?:if|when) (?:you are|you're|you\u2019re)|whichever|whatever|any) [^.!?\n]{0,20}|[[(]\s?(?:to |for )?(?:all |any )?(?:ai )?)$/i;
const artificial =
  /\b(?:ai|llms?|(?:language )?models?|gpt|chatgpt|automat\w{2,4}|crawlers?|screeners?|bots?|chatbots?|coding|code|web|e-?mail|shopping|browsing|triage|copilots?|claude|gemini|cursor)\b/i;
/** More words of its kind before a colon: "AI log readers:". */
const kinds = /^(?! models?:)(?: [\w-]{2,15}){1,3}(?=:\s)/i;
/** The word that says what kind of AI: "AI reviewers", "LLM agents". */
const kind =
  /^ (?!(?:for|to|of|in)\b|\w{2,12}ing\b|models?\b|features?\b|tools?:|services?|search\b|api|settings|integration|chat|provider|must|should|shall|may |can |could|has |have |needs?|ought|please|kindly|reading|that|who|which)[\w-]{3,15}(?=[ :,)\]!\u2013\u2014.-])/i;
/** These are no names of fellow workers. */
const strange =
  /^(?:ai|llms?|language models?|gpt|chatgpt|crawlers|(?:an|the|any|for|to) ai|any model|search engines)\b/i;

const reachBefore = 90;
const reachBehind = 130;
const reachAdjective = 14;

/** A break within an order, and the sign of a comment or of a quotation before its next line. */
const lineBreak = /\s{0,8}\r?\n[ \t]{0,12}(?:(?:\/\/|[#>*;]|--)[ \t]{0,8})?/g;

/** The words of a few lines as one line. */
export function joinLines(text: string): string {
  return text.includes("\n") ? text.replace(lineBreak, " ") : text;
}

/** Whether nothing but words of a call stands between the beginning of a clause and the name behind it. */
function beginsClause(before: string): boolean {
  const clause = before.split(clauseBegins).at(-1) ?? "";
  const words = clause.replace(signsBefore, "").replace(nameBegins, "").toLowerCase().split(/\s+/);
  const said = words.filter((word) => word !== "");
  return said.length <= mostWordsBeforeCall && said.every((word) => wordsBeforeCall.has(word));
}

/** How a text speaks to the automated reader that it names; undefined where it only tells something of it. */
export function addressOf(text: string, { start, end }: ConceptHit): Address | undefined {
  const name = text.slice(start, end);
  if (/^ai$/i.test(name) && name !== "AI") return undefined;
  const isStrange = strange.test(name);
  const whole = joinLines(text.slice(end, end + reachBehind));
  const behind = isStrange ? whole.replace(kind, "").replace(kinds, "") : whole;
  const before = text.slice(Math.max(0, start - reachBefore), start);
  if (nameGoesOn.test(behind) || partOfName.test(before) || (ownedBefore.test(before) && !readsThis.test(behind)))
    return undefined;
  const isTold = told.test(behind) && !belongings.test(behind);
  const isPossible = whenBefore.test(before);
  const isNoted = noteBefore.test(before);
  const isCalled =
    isPossible ||
    (isNoted && behind.startsWith(". ")) ||
    mention.test(before) ||
    ((called.test(behind) || heading.test(text.slice(end, end + 4))) && beginsClause(before));
  const isAllowed = allowed.test(behind);
  if (!isTold && !isAllowed && !isCalled && !(isNoted && happensToRead.test(behind))) return undefined;
  const isMachine = artificial.test(`${before.slice(-reachAdjective)}${name}`);
  return {
    isPasserBy: happensToRead.test(behind) || (isMachine && isNoted) || (isCalled && !isTold && isStrange),
    isAmbiguous: !isMachine,
    isCalled: isCalled || isNoted,
    isAllowed: isAllowed && !isTold && !isCalled,
  };
}
