import { cruise, type ICruiseResult } from "dependency-cruiser";
import { cruiseOptions, forbiddenImports, resolveOptions } from "./boundary-rules.ts";

/** One import that the rules forbid: paths are relative to the cruised folder. */
export interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

/** What was found, and in how many modules: none at all means that the tool saw nothing, and not that all is well. */
export interface Boundaries {
  readonly modules: number;
  readonly violations: readonly Violation[];
}

function isResult(output: ICruiseResult | string): output is ICruiseResult {
  return typeof output !== "string";
}

/** Follows all imports under `packages`, `apps` and `tooling` of a folder and judges them by `boundary-rules.ts`. */
export async function checkBoundaries(baseDir: string): Promise<Boundaries> {
  const { output } = await cruise(
    ["packages", "apps", "tooling"],
    { ...cruiseOptions, baseDir, validate: true, ruleSet: { forbidden: forbiddenImports } },
    resolveOptions,
  );
  if (!isResult(output)) throw new Error("dependency-cruiser gave a text instead of a result");
  const { totalCruised, violations } = output.summary;
  return { modules: totalCruised, violations: violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })) };
}
