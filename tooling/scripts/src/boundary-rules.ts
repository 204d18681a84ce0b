import type { ICruiseOptions, IForbiddenRuleType } from "dependency-cruiser";

// Who may import whom: down only, never up, never sideways.
const libraries = [
  "device-flow",
  "providers",
  "llm-wire",
  "envelope",
  "token-store",
  "threat-engine",
  "policy",
  "audit",
  "identity",
];
const ground = ["core", "home"];
const services = ["key-custody", "threat-client"];

/** The rooms that lie below each room. One library sees another one; nothing else does. */
const below: Readonly<Record<string, readonly string[]>> = {
  core: [],
  home: ["core"],
  ...Object.fromEntries(libraries.map((room) => [room, ground])),
  "token-store": [...ground, "envelope"],
  ...Object.fromEntries(services.map((room) => [room, [...ground, ...libraries]])),
  "store-sqlite": [...ground, ...libraries],
  instance: [...ground, ...libraries, ...services, "store-sqlite"],
  sandbox: ["core"],
  proxy: [...ground, ...libraries, ...services, "instance"],
  firewall: [...ground, ...libraries, ...services, "instance"],
  cli: [...ground, ...libraries, ...services, "instance", "proxy", "firewall", "sandbox"],
  testkit: ["core", "sandbox"],
};

const anyRoom = "^(?:packages|apps|tooling)/";
const roomsOf = (names: readonly string[]): string => `${anyRoom}(?:${names.join("|")})/`;
const tests = "\\.test\\.ts$|^(?:packages|apps|tooling)/[^/]+/test/";
/** Suites that every implementation of an interface runs, and the entry that exports them. */
const suites = "^packages/[^/]+/src/(?:testing|describe-[^/]+)\\.ts$";

/** What a room may import, and what its tests may import besides. */
function ringRules([room, rooms]: [string, readonly string[]]): IForbiddenRuleType[] {
  const allowed = [room, ...rooms];
  return [
    {
      name: "ring",
      severity: "error",
      from: { path: roomsOf([room]), pathNot: tests },
      to: { path: anyRoom, pathNot: roomsOf(allowed) },
    },
    {
      name: "ring-of-tests",
      severity: "error",
      from: { path: `${roomsOf([room])}.*(?:${tests})` },
      to: { path: anyRoom, pathNot: roomsOf([...allowed, "testkit", "sandbox"]) },
    },
  ];
}

/** What no import may do. */
export const forbiddenImports: IForbiddenRuleType[] = [
  ...Object.entries(below).flatMap(ringRules),
  {
    name: "unknown-room",
    comment: "A new package gets its line in the table above.",
    severity: "error",
    from: { path: "^(?:packages|apps)/[^/]+/", pathNot: roomsOf(Object.keys(below)) },
    to: {},
  },
  {
    name: "sandbox-outside-the-demonstration",
    severity: "error",
    from: { path: "^apps/cli/src/", pathNot: [tests, "^apps/cli/src/.*demo"] },
    to: { path: roomsOf(["sandbox"]) },
  },
  {
    name: "sandbox-loaded-at-once",
    comment: "It brings a whole authorization server: the demonstration loads it when it runs.",
    severity: "error",
    from: { path: "^apps/cli/src/", pathNot: tests },
    to: { path: roomsOf(["sandbox"]), dynamic: false, dependencyTypesNot: ["type-only"] },
  },
  {
    name: "deep-path",
    comment: "A package is imported by its name, and gives what the entries of its package.json give.",
    severity: "error",
    from: { path: "^(packages|apps|tooling)/([^/]+)/" },
    to: { path: anyRoom, pathNot: ["^$1/$2/", `${anyRoom}[^/]+/src/(?:index|testing|loopback|training|driver)\\.ts$`] },
  },
  {
    name: "relative-path-out-of-the-package",
    severity: "error",
    from: { path: "^(packages|apps|tooling)/([^/]+)/" },
    to: { path: anyRoom, pathNot: "^$1/$2/", dependencyTypes: ["local"] },
  },
  { name: "cycle", severity: "error", from: {}, to: { circular: true } },
  { name: "not-found", severity: "error", from: {}, to: { couldNotResolve: true } },
  {
    name: "test-code-in-a-package",
    severity: "error",
    from: { path: "^(?:packages|apps)/[^/]+/src/", pathNot: [tests, suites] },
    to: { path: [tests, suites] },
  },
  {
    name: "development-dependency-in-a-package",
    severity: "error",
    from: { path: "^(?:packages|apps)/[^/]+/src/", pathNot: [tests, suites] },
    to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"], dependencyTypesNot: ["npm"] },
  },
];

/** How imports are followed: through the source condition, types included, into no installed package. */
export const cruiseOptions: ICruiseOptions = {
  doNotFollow: { path: ["node_modules", "/dist/"] },
  exclude: { path: ["/(?:dist|testdata)/", "/api\\.d\\.ts$"] },
  moduleSystems: ["es6"],
  tsPreCompilationDeps: true,
  combinedDependencies: false,
};

/** How names become files. */
export const resolveOptions = {
  exportsFields: ["exports"],
  conditionNames: ["@infershield/source", "import", "node", "default"],
  extensions: [".ts", ".mjs", ".js", ".json"],
};
