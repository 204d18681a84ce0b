import type { HitIndex } from "./concept-hits.ts";
import { findExtractions } from "./extraction.ts";
import type { InjectionMatch, InjectionText } from "./injection-match.ts";
import { findJailbreaks, findSafetyOff } from "./jailbreak.ts";
import { findOverrides } from "./override.ts";
import { findPlantedInstructions, findRoleTokens } from "./planted.ts";

/** How far around a match words about attacks make it a quotation. */
const mentionReach = 600;

/** Every injection rule over the phrases found in one reading. */
export function findInjections(source: InjectionText, hits: HitIndex): readonly InjectionMatch[] {
  const matches = [
    ...findOverrides(source, hits),
    ...findExtractions(source, hits),
    ...findJailbreaks(source, hits),
    ...findSafetyOff(source, hits),
    ...findRoleTokens(source, hits),
    ...(isData(source) ? findPlantedInstructions(source, hits) : []),
  ];
  return matches
    .map((match) => {
      const mentions = hits.within(["about_attacks"], match.start - mentionReach, match.end + mentionReach);
      const different = new Set(mentions.map((hit) => source.view.text.slice(hit.start, hit.end).toLowerCase())).size;
      // In data everything stands in quotes; a person quotes what he talks about.
      const quoted =
        source.role === "user" && different > 0 && /["'`“‘«]/.test(source.view.text[match.start - 1] ?? "");
      return { ...match, score: match.score - Math.min(36, Math.max(0, different - 1) * 12 + (quoted ? 16 : 0)) };
    })
    .filter((match) => match.score >= 40);
}

/** Text that nobody at the keyboard wrote. */
function isData({ role }: InjectionText): boolean {
  return role === "tool_result" || role === "tool_definition" || role === "other";
}
