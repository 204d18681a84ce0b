import type { Assessed } from "./assess-operations.ts";
import { callLines } from "./call-lines.ts";
import { cloudLosses } from "./operations/cloud-losses.ts";
import { clusterLosses } from "./operations/cluster-losses.ts";
import type { Loss } from "./operations/loss.ts";
import { machineLosses } from "./operations/machine-losses.ts";
import { storeLosses } from "./operations/store-losses.ts";
import { isPassingName, namesProduction } from "./passing-names.ts";
import type { Pipeline, ShellCommand } from "./shell-words.ts";
import { programName } from "./unwrap.ts";

const byProgram: ReadonlyMap<string, readonly Loss[]> = Map.groupBy(
  [...cloudLosses, ...clusterLosses, ...machineLosses, ...storeLosses].flatMap(([rule, programs, shapes, names]) =>
    programs.split(" ").map((name): Loss => (names === undefined ? [rule, name, shapes] : [rule, name, shapes, names])),
  ),
  ([, name]) => name,
);
const score = 84;

/** What is gone, open or unwatched for good after a call that asks nobody; nothing where names say that all of it only passes. */
export function assessLosses({ words }: ShellCommand): readonly Assessed[] {
  const losses = byProgram.get(programName(words[0] ?? "").toLowerCase());
  if (losses === undefined) return [];
  const lines = callLines(words);
  const told = losses.find(
    ([, , shapes, names]) =>
      lines.some((line) => shapes.every((shape) => shape.test(line))) && !isPassing(words, names ?? []),
  );
  return told === undefined ? [] : [{ rule: told[0], score }];
}

/** A passing name beside one of production excuses nothing. */
function isPassing(words: readonly string[], names: NonNullable<Loss[3]>): boolean {
  if (names.length === 0 || namesProduction(words.join(" "))) return false;
  const found = names.map((namesOf) => namesOf(words)).find((given) => given.length > 0);
  return found?.every(isPassingName) === true;
}

/** Calls that take away what they are given, and what of them says that it is kept. */
const removals: readonly (readonly [programs: RegExp, args: RegExp])[] = [
  [/^(?:kubectl|oc|k)$/, /^delete(?: (?:ns|namespaces?|pvc?|nodes?|crds?|-n \S{1,80}|--\S{1,80}))*$/],
  [/^helm$/, /^(?:uninstall|delete)\b/],
  [/^git$/, /^push .*-d(?:elete)?\b/],
  [/^gh$/, /^(?:repo|release|secret|variable) (?:delete|remove)\b/],
  [/^az$/, /\bdelete\b/],
  [/^aws$/, /\b(?:delete-|terminate-|rb\b)/],
  [/^gcloud$/, /\bdelete\b/],
  [/^(?:terraform|tofu)$/, /^state rm\b/],
];
/** Programs and options that make a list of everything one of some of it. */
const keepsSome = /^(?:e?grep|rg|ag|head|tail|fzf|comm|shuf)$/;
const narrows =
  /^(?:--merged|--no-merged|--failed|--pending|--filter\S{0,80}|\w[\w./-]{0,80}=\S{0,80}|--selector\S{0,80}|--field-selector\S{0,80}|--prefix\S{0,80})$|select\(|\?\S{0,40}==/;
const lists = /^(?:list|ls|get|tag|branch|for-each-ref|state|repo|describe-\S{1,40})$/;

/** Whether a pipeline hands everything that its first call lists to one that takes it away. */
export function removesAllListed(pipeline: Pipeline): boolean {
  const [first, ...rest] = pipeline;
  if (first === undefined || rest.length === 0) return false;
  if (!first.words.slice(1, 4).some((word) => lists.test(word))) return false;
  const removal = rest.findIndex(({ words }) => {
    const name = programName(words[0] ?? "");
    return removals.some(([programs, args]) => programs.test(name) && callLines(words).some((line) => args.test(line)));
  });
  if (removal < 0) return false;
  // What another program keeps of the list may be a single line.
  const isKept = rest.slice(0, removal).some(({ words }) => keepsSome.test(programName(words[0] ?? "")));
  const given = [...first.words, ...(rest[removal]?.words ?? [])];
  return !isKept && !first.words.some((word) => narrows.test(word)) && !given.some(isPassingName);
}
