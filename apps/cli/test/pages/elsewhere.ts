/** A command of the pages that is not run with them, and why that is right. */
export interface Elsewhere {
  readonly line: string | RegExp;
  readonly why: string;
  /** The file that runs it instead, if there is one. */
  readonly by?: string;
}

const longRun = "takes minutes; a run of its own, told in CONTRIBUTING.md";

/** Everything that pages show and that cannot or need not be run with them. */
export const elsewhere: readonly Elsewhere[] = [
  // Runs of their own.
  { line: /^npm (?:start|test)$/, why: "brings tools into a clone and runs this suite", by: ".ci/run" },
  { line: /^pnpm (?:check|api)$/, why: longRun, by: "tooling/scripts/src/check.ts" },
  { line: /^pnpm exec (?:vitest|biome) /, why: "for somebody who changes the code" },
  { line: /^export PATH="\$PWD\/\.toolchain/, why: "for somebody who changes the code" },
  // Installing: from a registry of its own into an empty prefix.
  { line: "npm install -g @infershield/cli", why: longRun, by: "tooling/installation/src/walk.ts" },
  { line: /^npm install (?:@infershield\/[\w-]+ ?)+$/, why: longRun, by: "tooling/installation/src/publish.ts" },
  // Platforms that are not on every machine.
  {
    line: /^docker /,
    why: "needs an engine; the same image and files without one",
    by: "tooling/image/src/use-compose.ts",
  },
  { line: /^sudo chown /, why: "needs root", by: "tooling/image/src/use-compose.ts" },
  {
    line: /\bkubectl |^helm /,
    why: "needs a cluster; the chart is rendered and checked",
    by: "tooling/image/src/lint-chart.ts",
  },
  { line: /^(?:useradd|systemctl|install) |\/etc\/infershield\//, why: "changes the machine, as root" },
  // Commands that another test runs at length.
  { line: /^infershield demo(?: --once)?$/, why: "serves a world of its own", by: "apps/cli/test/demo.test.ts" },
  { line: /^infershield login --server https:/, why: "wants a certificate", by: "apps/cli/test/team.test.ts" },
  { line: /^\/usr\/bin\/time infershield scan FILE$/, why: "measures", by: "apps/cli/test/scan-large.torture.ts" },
];
