import { resolve } from "node:path";
import { forgetImports, hookImports, readPackageTests, readTestFile, testFiles } from "./package-tests.ts";
import { runTests, type TestRun } from "./run-tests.ts";
import type { Test } from "./tests.ts";

// The test runner that Stryker drives, in a process of its own and in the copy of the package. It imports sources and tests once and
// switches one change on after the other; vitest starts a worker and reads everything anew for each, which costs a second.

const slowMs = 200;
/** Without a change no test hangs, and a busy machine may be slow. */
const patientTurnMs = 250;

/** What the changed sources and Stryker tell each other. */
interface Shared {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: unknown;
}

/** The part used here of what Stryker asks for a change. */
interface MutantRunOptions {
  readonly activeMutant: { readonly id: string; readonly fileName: string };
  /** The tests that reach the change; all when absent. */
  readonly testFilter?: readonly string[];
  /** More visits than this mean that the change made an endless loop. */
  readonly hitLimit?: number;
  /** `static`: the change is in what runs on import. */
  readonly mutantActivation: "runtime" | "static";
  /** The package has to be imported anew. */
  readonly reloadEnvironment: boolean;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A test's run as Stryker wants it told; its statuses are numbers, 0 for success. */
function asResult({ test, ms, failure }: TestRun): object {
  const { id, file, startPosition } = test;
  const result = { id, name: id, fileName: resolve(file), startPosition, timeSpentMs: ms };
  return failure === undefined
    ? { ...result, status: 0 }
    : { ...result, status: 1, failureMessage: messageOf(failure.error) };
}

/** Made by Stryker, by the name that its configuration gives. */
export function inProcessRunner(): object {
  const shared: Shared = {};
  /** The package's tests, while it is imported. */
  let tests: readonly Test[] | undefined;
  const usualMs = new Map<string, number>();
  /** How many changes of a source each test noticed. */
  const noticed = new Map<string, Map<string, number>>();
  /** A change has left something in this process that tests fail by. */
  let spoiled = false;

  /** Those first that notice most for their time, and no slow one unless all are: a change that nothing notices costs all that reach it. */
  function mostTellingFirst(reaching: readonly Test[], source: string): readonly Test[] {
    const msOf = ({ id }: Test): number => usualMs.get(id) ?? 0;
    const costOf = (test: Test): number => msOf(test) / (1 + (noticed.get(source)?.get(test.id) ?? 0));
    const quick = reaching.filter((test) => msOf(test) < slowMs);
    return (quick.length > 0 ? quick : reaching).toSorted((one, other) => costOf(one) - costOf(other));
  }

  async function run(
    tests: readonly Test[],
    { untilFailure = false, turnMs }: { readonly untilFailure?: boolean; readonly turnMs?: number },
  ): Promise<readonly TestRun[]> {
    const runs: TestRun[] = [];
    const onStart = ({ id }: Test): void => {
      shared.currentTestId = id;
    };
    for await (const ended of runTests(tests, onStart, turnMs)) {
      runs.push(ended);
      if (ended.failure === undefined) usualMs.set(ended.test.id, ended.ms);
      if (untilFailure && ended.failure !== undefined) break;
    }
    return runs;
  }

  /** For a change in what runs on import: one file after another is imported with it, those first that noticed most of the same source. */
  async function runAnew(source: string): Promise<readonly TestRun[]> {
    forgetImports();
    const counts = [...(noticed.get(source) ?? [])];
    const noticedBy = (file: string): number =>
      counts.reduce((sum, [id, count]) => (id.startsWith(`${file} > `) ? sum + count : sum), 0);
    const runs: TestRun[] = [];
    for (const file of testFiles().toSorted((one, other) => noticedBy(other) - noticedBy(one))) {
      runs.push(...(await run(mostTellingFirst(await readTestFile(file), source), { untilFailure: true })));
      if (runs.at(-1)?.failure !== undefined) break;
    }
    return runs;
  }

  return {
    capabilities: () => ({ reloadEnvironment: true }),

    init() {
      Reflect.set(globalThis, "__stryker__", shared);
      // What fails beside a test fails no test.
      process.on("unhandledRejection", () => {}).on("uncaughtException", () => {});
      hookImports();
    },

    async dryRun() {
      tests = await readPackageTests();
      const runs = await run(tests, { turnMs: patientTurnMs });
      const mutantCoverage = structuredClone(shared.mutantCoverage);
      const [again] = (await run(tests, { turnMs: patientTurnMs })).filter(({ failure }) => failure !== undefined);
      return again === undefined
        ? { status: "complete", mutantCoverage, tests: runs.map(asResult) }
        : { status: "error", errorMessage: `${again.test.id}: ${messageOf(again.failure?.error)}` };
    },

    async mutantRun(options: MutantRunOptions) {
      const { activeMutant, testFilter, hitLimit, mutantActivation, reloadEnvironment } = options;
      // Stryker starts another process and asks again.
      if (spoiled) throw new Error("The last change left something behind.");
      const isStatic = mutantActivation === "static";
      if (isStatic || reloadEnvironment) tests = undefined;
      if (!isStatic) tests ??= await readPackageTests();
      const source = activeMutant.fileName;
      const reaching = tests?.filter(({ id }) => testFilter?.includes(id) ?? true);
      Object.assign(shared, { activeMutant: activeMutant.id, hitCount: 0, hitLimit });
      let runs: readonly TestRun[];
      try {
        runs = await (reaching === undefined
          ? runAnew(source)
          : run(mostTellingFirst(reaching, source), { untilFailure: true }));
      } catch (error) {
        return { status: "killed", killedBy: [], failureMessage: messageOf(error), nrOfTests: 0 };
      }
      const endless = shared.hitLimit !== undefined && (shared.hitCount ?? 0) > shared.hitLimit;
      Object.assign(shared, { activeMutant: undefined, hitCount: undefined, hitLimit: undefined });

      const last = runs.at(-1);
      if (last?.failure === undefined) return { status: "survived", nrOfTests: runs.length };
      const bySource = noticed.get(source) ?? new Map<string, number>();
      noticed.set(source, bySource.set(last.test.id, (bySource.get(last.test.id) ?? 0) + 1));
      if (!isStatic) spoiled = (await run([last.test], {})).some(({ failure }) => failure !== undefined);
      if (endless) return { status: "timeout", reason: "visited too often" };
      const failureMessage = messageOf(last.failure.error);
      return { status: "killed", killedBy: [last.test.id], failureMessage, nrOfTests: runs.length };
    },
  };
}

/** What Stryker looks for in a plugin. */
export const strykerPlugins = [{ kind: "TestRunner", name: "in-process", factory: inProcessRunner }];
