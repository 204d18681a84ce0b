// What @infershield/cli promises; written by `pnpm api`.

// index.d.ts
export { runCli } from "./run-cli.ts";

// run-cli.d.ts
/**
 * Runs one command line and sets `process.exitCode`; never throws.
 *
 * @param argv - Words after the program's name.
 * @param root - Folder of the package: where `package.json` and the built commands lie.
 */
export declare function runCli(argv: readonly string[], root: string): Promise<void>;
