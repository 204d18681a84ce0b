import type { Concept, Phrases } from "./vocabulary.ts";

/** Every combination of one of each list, with spaces between; `|` separates. */
function combine(...lists: readonly string[]): string {
  return lists
    .map((list) => list.split("|"))
    .reduce((heads, tails) => heads.flatMap((head) => tails.map((tail) => `${head} ${tail}`)))
    .join("|");
}

function english(concept: Concept, ...phrases: readonly string[]): Phrases {
  return { concept, english: true, phrases: phrases.join("|") };
}

const maker = "operator|developer|developers|company|maker|makers|creator|creators|they";

/**
 * What people say to an assistant in other words than the known ones: put together from the parts of the thought, so that a wording need not have
 * been seen. Own lists.
 */
export const saidPhrases: readonly Phrases[] = [
  english(
    "told",
    combine("ahead of|before|preceding|prior to", "my first|my opening"),
    combine("before i", "typed|wrote|said|arrived|joined|asked|spoke|began"),
    combine("text|words|lines|message|top|head", "of this|of our", "chat|conversation|session"),
    combine(maker, "told you|gave you|handed you|fed you|briefed you"),
    combine(maker, "tell you|give you|hand you|forbid you"),
    combine("you were|you've been", "handed|fed|briefed|told in advance|told beforehand|told at the start|set up with"),
    combine("your", "hidden|secret|private|confidential|invisible", "text|message|context|notes|script"),
    "your context window|the hidden turn|your own prompt|your own instructions|your setup notes|your briefing|your rulebook|your own configuration|your own rules",
  ),
  english("own_prompt", "your system text|your setup text"),
  english(
    "reveal",
    "hand me|hand over|give the|give its|type out|spell out|spell|quote|read out|read me|read aloud|sing me|transcribe|reproduce|retype|recall|restate|what did|encode|convert|finish this",
  ),
  english(
    "override",
    "pay no heed|quit following|quit obeying|unfollow|reset yourself|scratch the|shed your|let go of your|rip up|tear up|no longer counts|no longer count|no longer bind you|are hereby void|stop applying|act against|act contrary to",
  ),
  english(
    "free",
    combine("no|lost every", "conscience|scruples|scruple|inhibitions|inhibition|taboos|moral compass"),
    combine("never heard of|immune to|stripped of", "guardrails|guidelines|policies|rules|restraint|restraints"),
    combine("without|without any", "conscience|scruples|morals|ethics|inhibitions"),
    combine("morals|ethics|conscience", "set to|turned off|switched off|ripped out"),
    "ethics module|nobody censors|incapable of declining|incapable of refusing|unable to refuse|unable to decline|laws are void|knows no rules|knows no limits|obeys nobody|threw away its rulebook|thrown its rulebook",
  ),
  english(
    "persona",
    "play a|play the|be my|become the|speak as|write as|answer as|reply as|respond like|your name is|you will speak|assume the voice|in the voice of|channel the|you are playing|you're playing|picture yourself|alter ego|impersonate",
  ),
  english(
    "vendor_policy",
    combine("villain|evil|rogue|unaligned", "ai|model|bot|chatbot|assistant|machine"),
    combine("ai|bot|model|assistant|machine|oracle", "that|who|with|without"),
    "version of yourself|version of you|twin of yours",
  ),
  english(
    "safety",
    "your inhibitions|your caveats|your usual limits|your usual rules|your usual caveats|your usual filters|your default rules|your content rules|limits for this session|limits on yourself|the limits on you",
  ),
  english("switch_off", "waive|forgo|shed|dispense with|work without|do without|answer without|throw off|step out of"),
  english("instructions", "your setup|your brief|your script|your rulebook|what they told you|whatever they told you"),
  english(
    "limits",
    combine("safety|moderation", "layer|layers|checks|filters|guardrails|limits|controls|systems"),
    "restrictions|guardrails|safeguards|censorship|content policies|usage policies",
  ),
  english(
    "guarded",
    "passphrase|pass phrase|passcode|pass code|access code|secret word|secret code|codeword|code word|magic word",
  ),
  english(
    "prior_rules",
    combine("your", "specific|additional|exact|given|detailed", "instructions|rules|directives"),
    combine("previous|prior|preceding|earlier", "instructions|directives"),
    combine("instructions|directives|rules", "so far|above|you received"),
    "all instructions|all directives|all your rules|your directives|your ruleset",
  ),
  english("no_refusal", combine("sorry is|refusing is|apologies are|disclaimers are|warnings are", "banned|forbidden")),
];
