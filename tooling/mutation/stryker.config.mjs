import { basename } from "node:path";

const fileHere = (name) => new URL(name, import.meta.url);
/** The copies of a package lie as deep in the clone as the package itself, for tests that read a page of `docs/`. */
const copies = "../../.mutation";
const results = `${copies}/${basename(process.cwd())}`;

/** How one package is tried. Stryker runs in the package's folder and works on a copy of it. */
export default {
  plugins: [fileHere("src/in-process.ts").href, fileHere("src/texts-for-people.mjs").href],
  testRunner: "in-process",
  testRunnerNodeArgs: ["--conditions=@infershield/source"],
  coverageAnalysis: "perTest",
  ignorers: ["texts-for-people"],
  // Stryker would rewrite a tsconfig with the programming interface that TypeScript 7 no longer has, and nothing here reads one.
  ignorePatterns: ["/dist", "/api.d.ts", "/tsconfig*.json"],
  // A test compares a source with the example in the README: no comment may be put on top.
  disableTypeChecks: false,
  tempDirName: copies,
  incremental: true,
  incrementalFile: `${results}/tried.json`,
  reporters: ["progress-append-only", "clear-text", "json"],
  jsonReporter: { fileName: `${results}/report.json` },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  // The runner sees endless loops and tests that do not end; this is for what it cannot see.
  timeoutMS: 120_000,
  timeoutFactor: 2,
  concurrency: 1,
};
