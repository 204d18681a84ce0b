import type { PhraseFinder } from "./injection/phrase-finder.ts";
import type { LiteralFinder } from "./literal-finder.ts";
import { buildLiteralJoints } from "./literal-joints.ts";
import type { CutTest, Joint } from "./views/escapes.ts";

/** How far behind a rule's literal its match may be put together from joined pieces. */
const ruleReach = 64;

/** A literal of a table at a place of a text. */
export interface LiteralPlace {
  readonly literal: number;
  readonly units: Uint16Array;
  readonly length: number;
  readonly start: number;
  readonly end: number;
}

/** What a table knows of its literals. */
export interface CutLiterals {
  readonly texts: readonly string[];
  readonly finder: LiteralFinder;
  /** Whether anything that a detector looks for stands at the place. */
  says(place: LiteralPlace): boolean;
  /** Whether a match of a rule may begin there. */
  mayMatch(place: LiteralPlace): boolean;
}

/**
 * Makes a test that tells whether a literal or phrase stands across a joint, or a rule's literal where joined pieces follow it.
 *
 * @param context - Phrases besides the literals.
 */
export function createCutTest(literals: CutLiterals, context: PhraseFinder | undefined): CutTest {
  const texts = [...literals.texts, ...(context?.phrases ?? []).map(({ literal }) => literal)];
  const joinable = buildLiteralJoints(texts);
  const longest = texts.reduce((most, text) => Math.max(most, text.length), 0);
  return (units, length, joints) => {
    const reach = longest + (joints.some(({ strong }) => strong) ? ruleReach : 0);
    let cut = false;
    let next = 0;
    const look = (literal: number, start: number, end: number): void => {
      // Hits come in the order of their starts: what lies before this one is of no use to the next.
      while (next < joints.length && (joints[next]?.at ?? 0) <= start) next += 1;
      const place = { literal, units, length, start, end };
      for (let index = next; !cut && index < joints.length; index += 1) {
        const { at, strong } = joints[index] ?? behindAll;
        if (at > end + ruleReach) return;
        if (at < end) cut = literals.says(place);
        else cut = strong && literals.mayMatch(place);
      }
    };
    let reached = 0;
    let contextReached = 0;
    for (const { at, strong } of joints) {
      const isCrossed = joinable.mayCross(units, length, at);
      if (!strong && !isCrossed) continue;
      literals.finder.find(units, { from: Math.max(reached, at - reach), to: at, length, compact: false }, look);
      reached = at;
      // No match begins with these phrases: they matter where they stand across the joint.
      if (isCrossed && !cut) {
        const from = Math.max(contextReached, at - longest);
        contextReached = at;
        context?.find(units, { from, to: at, length, compact: false }, ({ literal }, start) => {
          cut ||= start + literal.length > at;
        });
      }
      if (cut) return true;
    }
    return false;
  };
}

const behindAll: Joint = { at: Number.POSITIVE_INFINITY, strong: false };
