/** A file of tests, or a `describe` in it. */
interface Group {
  readonly name: string;
  readonly parent: Group | undefined;
  readonly beforeAll: Step[];
  readonly beforeEach: Step[];
  readonly afterEach: Step[];
  readonly afterAll: Step[];
}

/** One test as its file declares it. */
export interface Test {
  /** File, groups and title; unique. */
  readonly id: string;
  readonly file: string;
  /** Where the file declares it, from 0. */
  readonly startPosition: { readonly line: number; readonly column: number };
  readonly group: Group;
  readonly body: Step;
}

/** What a test or a hook does; a promise is waited for. */
export type Step = () => unknown;

type Body = (...row: readonly unknown[]) => unknown;
type Declare = (name: string, ...bodyAndSettings: readonly unknown[]) => void;
/** `test` and `describe`: as such, for each row of a table, and on a condition. */
type Declaration = Declare & { each: (rows: readonly unknown[]) => Declare; runIf: (runs: unknown) => Declare };

function newGroup(name: string, parent?: Group): Group {
  return { name, parent, beforeAll: [], beforeEach: [], afterEach: [], afterAll: [] };
}

/** Test files import the functions below by name, so what they declare is gathered here. */
let group = newGroup("");
let declared: Test[] = [];
let finishing: Step[] = [];

/** The groups a test is in, the file first. */
export function groupsOf({ group }: Test): readonly Group[] {
  const groups: Group[] = [];
  for (let each: Group | undefined = group; each !== undefined; each = each.parent) groups.unshift(each);
  return groups;
}

/** Where the file that is being read calls one of the functions below. */
function placeIn(file: string): Test["startPosition"] {
  const frame = new Error().stack?.split("\n").find((line) => line.includes(file));
  const [, line, column] = /:(\d+):(\d+)\)?$/.exec(frame ?? "") ?? [];
  return { line: Number(line ?? 1) - 1, column: Number(column ?? 1) - 1 };
}

function declareTest(title: string, body: Step): void {
  const groups: string[] = [title];
  let file = group;
  for (; file.parent !== undefined; file = file.parent) groups.unshift(file.name);
  const name = [file.name, ...groups].join(" > ");
  const again = declared.filter(({ id }) => id === name || id.startsWith(`${name} (again `)).length;
  const id = again === 0 ? name : `${name} (again ${again})`;
  declared.push({ id, file: file.name, startPosition: placeIn(file.name), group, body });
}

function declareGroup(name: string, body: Step): void {
  const outer = group;
  group = newGroup(name, outer);
  body();
  group = outer;
}

function declaration(declare: (title: string, body: Step) => void): Declaration {
  const asRow = (row: readonly unknown[]): Declare => {
    return (title, ...rest) => {
      const body = rest.find((each): each is Body => typeof each === "function");
      if (body !== undefined) declare(title, () => body(...row));
    };
  };
  const none: Declare = () => {};
  return Object.assign(asRow([]), {
    each: (rows: readonly unknown[]): Declare => {
      const spread = rows.every((row) => Array.isArray(row));
      const declares = rows.map((row) => asRow(spread && Array.isArray(row) ? row : [row]));
      return (title, ...rest) => {
        for (const [index, declareRow] of declares.entries()) declareRow(`${title} #${index}`, ...rest);
      };
    },
    runIf: (runs: unknown): Declare => (runs ? asRow([]) : none),
  });
}

/** vitest's functions of these names, which gather what they are told instead of running it. */
export const describe: Declaration = declaration(declareGroup);
/** @see describe */
export const test: Declaration = declaration(declareTest);
/** @see describe */
export const beforeAll = (step: Step): unknown => group.beforeAll.push(step);
/** @see describe */
export const beforeEach = (step: Step): unknown => group.beforeEach.push(step);
/** @see describe */
export const afterEach = (step: Step): unknown => group.afterEach.push(step);
/** @see describe */
export const afterAll = (step: Step): unknown => group.afterAll.push(step);
/** @see describe */
export const onTestFinished = (step: Step): unknown => finishing.push(step);

/** What the running test has asked to be done after it, the last first. */
export function takeFinishing(): readonly Step[] {
  const steps = finishing.reverse();
  finishing = [];
  return steps;
}

/** Reads one file of tests. @param load - Imports it. @returns its tests in order */
export async function readTests(file: string, load: () => Promise<unknown>): Promise<readonly Test[]> {
  group = newGroup(file);
  declared = [];
  await load();
  return declared;
}
