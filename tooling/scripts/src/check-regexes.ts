import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { check } from "recheck";
import { dropCounts } from "./drop-counts.ts";
import { type FoundRegex, findRegexes } from "./find-regexes.ts";
import { root, shippedSources } from "./repository.ts";
import { isWhole, splitAlternatives } from "./split-alternatives.ts";
import { splitGroup } from "./split-group.ts";

const cacheFile = join(root, "node_modules/.cache/infershield/linear-regexes.json");
/** What is judged by attacks is judged by their steps: by their time a busy machine would find faults that are none. */
const limits = { timeout: 300_000, attackTimeout: null, incubationTimeout: null, seedingTimeout: null } as const;
/** Above this sum of counts recheck tries attacks instead of building an automaton. */
const countsWithoutProof = 30;
/** Most proofs take some milliseconds. One that a busy machine breaks off costs minutes of attacks instead. */
const proofMs = 4_000;
/** A pattern that takes longer is proven one alternative of its groups at a time: automatons of many alternatives grow out of all measure. */
const quickProofMs = 200;
/** What no automaton shows is attacked; these attacks mostly come to nothing sooner than a large automaton is built. */
const quickAttackMs = 3_000;
/** Into so many patterns one is taken apart at most. */
const mostSplits = 400;
/** Attempts at every place of a text may together cost this much more than reading it; recheck's own limit for an attack. */
const longestAttempt = 5_000;
/** A character of the private use area, named by no pattern: what ends with it matches no text, so that every way is tried. */
const neverMet = String.raw`\uE000`;

/**
 * Shows by an automaton that a pattern with large counts is linear: its uncounted form is, made to fail everywhere. Where one match is
 * short it is enough that each single attempt is linear.
 */
async function isLinearWithoutCounts(pattern: string, flags: string, timeout: number): Promise<boolean> {
  const uncounted = dropCounts(pattern, flags);
  if (uncounted === undefined || uncounted.counts < countsWithoutProof) return false;
  const start = uncounted.longest <= longestAttempt && !flags.includes("m") ? "^" : "";
  const failing = `${start}(?:${uncounted.pattern})${neverMet}`;
  const { status } = await check(failing, flags, { checker: "automaton", timeout });
  return status === "safe";
}

/** Says why a pattern may take more than linear time, or nothing when it is shown that it does not. */
export async function complaintAbout({ pattern, flags }: FoundRegex): Promise<string | undefined> {
  if (pattern === undefined) return "is computed: build it from constants, or match without it";
  for (const alternative of splitAlternatives(pattern, flags)) {
    const complaint = await complaintAboutOne(alternative, flags);
    if (complaint !== undefined) return complaint;
  }
  return undefined;
}

async function complaintAboutOne(pattern: string, flags: string): Promise<string | undefined> {
  if (await isLinearInParts(pattern, flags)) return undefined;
  const quick = await check(pattern, flags, { ...limits, timeout: quickAttackMs });
  if (quick.status === "safe") return undefined;
  if (await isLinearWithoutCounts(pattern, flags, proofMs)) return undefined;
  const result = await check(pattern, flags, limits);
  if (result.status === "safe") return undefined;
  if (result.status === "vulnerable") return `takes ${result.complexity.summary} time on ${result.attack.pattern}`;
  return `cannot be judged: ${result.error.kind}`;
}

/** Shows by automatons that each of the patterns is linear which a pattern falls into. */
async function isLinearInParts(whole: string, flags: string): Promise<boolean> {
  let splits = 0;
  const left = [whole];
  for (let pattern = left.pop(); pattern !== undefined; pattern = left.pop()) {
    if (await isLinearQuickly(pattern, flags)) continue;
    const parts = isWhole(pattern, flags) ? undefined : splitGroup(pattern);
    splits += parts?.length ?? 0;
    if (parts === undefined || splits > mostSplits) return false;
    left.push(...parts);
  }
  return true;
}

async function isLinearQuickly(pattern: string, flags: string): Promise<boolean> {
  const uncounted = dropCounts(pattern, flags);
  if (uncounted === undefined) return false;
  if (uncounted.counts >= countsWithoutProof) return isLinearWithoutCounts(pattern, flags, quickProofMs);
  const { status } = await check(pattern, flags, { checker: "automaton", timeout: quickProofMs });
  return status === "safe";
}

function readCache(): Set<string> {
  return new Set<string>(existsSync(cacheFile) ? JSON.parse(readFileSync(cacheFile, "utf8")) : []);
}

/** Judges every regular expression that ships, one for each processor at a time; one shown to be linear is remembered between runs. */
export async function checkRegexes(): Promise<readonly string[]> {
  const known = readCache();
  const shipped = shippedSources()
    .flatMap((file) => findRegexes(file, readFileSync(join(root, file), "utf8")).map((regex) => ({ file, regex })))
    .map((it) => ({ ...it, shown: `/${it.regex.pattern ?? "…"}/${it.regex.flags}` }))
    .filter(({ regex, shown }) => regex.pattern === undefined || !known.has(shown));
  const problems: string[] = [];
  const left = shipped.values();
  const judge = async (): Promise<void> => {
    for (const { file, regex, shown } of left) {
      if (regex.pattern !== undefined && known.has(shown)) continue;
      const complaint = await complaintAbout(regex);
      if (complaint) problems.push(`${file}:${regex.line} ${shown} ${complaint}`);
      else known.add(shown);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, judge));
  mkdirSync(dirname(cacheFile), { recursive: true });
  writeFileSync(cacheFile, JSON.stringify([...known].sort()));
  return problems.sort();
}
