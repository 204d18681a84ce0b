import { findAddedEvidence } from "./added-evidence.ts";
import { findAddressedOrders } from "./addressed-orders.ts";
import { findAskedSecrets } from "./asked-secrets.ts";
import { findBanners } from "./banners.ts";
import type { HitIndex } from "./concept-hits.ts";
import { findDataLinks } from "./data-links.ts";
import { isData, isOrdinaryUse } from "./data-uses.ts";
import { findExtractions } from "./extraction.ts";
import type { InjectionMatch, InjectionText } from "./injection-match.ts";
import { findJailbreaks, findSafetyOff } from "./jailbreak.ts";
import { findLimitsGone } from "./limits-gone.ts";
import { withoutMentions } from "./mentions.ts";
import { findOverrides } from "./override.ts";
import { findPlantedInstructions, findRoleTokens } from "./planted.ts";

/** From here on a tool's result is taken out, and other data: evidence that has to be added up says nothing new. */
const takenOut = { result: 50, other: 80 };

/** Every injection rule over the phrases found in one reading. */
export function findInjections(source: InjectionText, hits: HitIndex): readonly InjectionMatch[] {
  const found = settled(
    [
      ...findOverrides(source, hits),
      ...findExtractions(source, hits),
      ...findJailbreaks(source, hits),
      ...findSafetyOff(source, hits),
      ...findRoleTokens(source, hits),
      ...findDataLinks(source),
      ...(source.role === "user"
        ? [...findLimitsGone(source, hits), ...findAskedSecrets(source, hits), ...findBanners(source)]
        : []),
      ...(isData(source) ? [...findPlantedInstructions(source, hits), ...findAddressedOrders(source, hits)] : []),
    ],
    source,
    hits,
  );
  if (!isData(source)) return found;
  const enough = source.role === "tool_result" ? takenOut.result : takenOut.other;
  if (found.some(({ score }) => score >= enough)) return found;
  return [...found, ...settled(findAddedEvidence(source, hits), source, hits)];
}

/** Without what is ordinary in its place, and with less for what is only mentioned. */
function settled(matches: readonly InjectionMatch[], source: InjectionText, hits: HitIndex): readonly InjectionMatch[] {
  return matches
    .filter((match) => !isOrdinaryUse(match, source, hits))
    .map((match) => withoutMentions(match, source, hits))
    .filter((match) => match.score >= 40);
}
