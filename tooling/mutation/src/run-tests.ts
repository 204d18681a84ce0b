import { groupsOf, type Step, type Test, takeFinishing } from "./tests.ts";

/** How a test ended. */
export interface TestRun {
  readonly test: Test;
  /** Processor time of the process meanwhile. */
  readonly ms: number;
  /** What was thrown, when it failed. */
  readonly failure: { readonly error: unknown } | undefined;
}

/** A step that waits for what never comes is given up after this many turns of the clock. */
const turns = 80;
const usualTurnMs = 50;

/** Counts turns, not time: a process that was paused, or that others leave no processor, has had none. */
function inTime(step: Step, turnMs: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let left = turns;
    const clock = setInterval(() => {
      left -= 1;
      if (left === 0) reject(new Error("The test did not end."));
    }, turnMs);
    Promise.resolve()
      .then(step)
      .then(resolve, reject)
      .finally(() => clearInterval(clock));
  });
}

/** Every step is done, also after one that failed. @returns the first failure */
async function doAll(steps: readonly Step[], turnMs: number): Promise<TestRun["failure"]> {
  let failure: TestRun["failure"];
  for (const step of steps) {
    try {
      await inTime(step, turnMs);
    } catch (error) {
      failure ??= { error };
    }
  }
  return failure;
}

/** The steps one after another, until one fails. */
async function doInOrder(steps: readonly Step[], turnMs: number): Promise<TestRun["failure"]> {
  for (const step of steps) {
    const failure = await doAll([step], turnMs);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

/** A hook that returns a function wants it called when what it was for is over. @param after - Takes these functions, the last first. */
function withCleanup(hook: Step, after: Step[]): Step {
  return async () => {
    const cleanup = await hook();
    if (typeof cleanup === "function") after.unshift(() => cleanup());
  };
}

async function runTest(test: Test, turnMs: number): Promise<TestRun> {
  const groups = groupsOf(test);
  const start = process.cpuUsage();
  const cleanup: Step[] = [];
  const before = groups.flatMap(({ beforeEach }) => beforeEach).map((hook) => withCleanup(hook, cleanup));
  const failure = await doInOrder([...before, test.body], turnMs);
  const after = await doAll(
    groups.toReversed().flatMap(({ afterEach }) => afterEach),
    turnMs,
  );
  const finished = await doAll([...cleanup, ...takeFinishing()], turnMs);
  const { user, system } = process.cpuUsage(start);
  return { test, ms: (user + system) / 1000, failure: failure ?? after ?? finished };
}

/**
 * Runs tests in their order, with the hooks of their groups.
 *
 * @param onStart - Called with each test before its hooks.
 * @yields how each ended; who stops asking has the rest left out
 */
export async function* runTests(
  tests: readonly Test[],
  onStart: (test: Test) => void,
  turnMs = usualTurnMs,
): AsyncGenerator<TestRun, void> {
  let open: ReturnType<typeof groupsOf> = [];
  const cleanup = new Map<(typeof open)[number], Step[]>();
  const leave = (staying: typeof open): Promise<unknown> =>
    doAll(
      open
        .filter((group) => !staying.includes(group))
        .toReversed()
        .flatMap((group) => [...group.afterAll, ...(cleanup.get(group) ?? [])]),
      turnMs,
    );
  try {
    for (const test of tests) {
      const groups = groupsOf(test);
      onStart(test);
      await leave(groups);
      const entered = groups.filter((group) => !open.includes(group));
      open = groups;
      const before = entered.flatMap((group) => {
        const after: Step[] = [];
        cleanup.set(group, after);
        return group.beforeAll.map((hook) => withCleanup(hook, after));
      });
      const failure = await doInOrder(before, turnMs);
      yield failure === undefined ? await runTest(test, turnMs) : { test, ms: 0, failure };
    }
  } finally {
    await leave([]);
  }
}
