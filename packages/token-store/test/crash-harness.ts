import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { system } from "@infershield/core";
import { type Home, openHome } from "@infershield/home";
import { build } from "vite";
import { expect } from "vitest";
import type { OpenTokenFile } from "../src/open-token-file.ts";
import { accountKey, openStore, putNext } from "./children/operations.ts";

const folders: string[] = [];

export function newHomePath(): string {
  const folder = mkdtempSync(join(tmpdir(), "crash-"));
  folders.push(folder);
  return join(folder, "home");
}

export function removeHomes(): void {
  for (const child of [...prepared.values()].flat()) child.process.stdin?.end();
  prepared.clear();
  for (const path of folders.splice(0)) rmSync(path, { recursive: true, force: true });
}

/** A home with five accounts at generation 1. */
export async function filledHome(): Promise<Home> {
  const home = await openHome(newHomePath(), { create: true });
  const open = await openStore(home);
  for (let index = 0; index < 5; index++) await putNext(open, index);
  await open.close();
  return home;
}

/** A home as the original left it, with the master key in its key file. */
export async function legacyHome(): Promise<Home> {
  const home = await openHome(newHomePath(), { create: true });
  const fixture = readFileSync(join(import.meta.dirname, "../testdata/legacy-v0.json"));
  writeFileSync(home.file("tokens.json"), fixture, { mode: 0o600 });
  writeFileSync(home.file("master.key"), `${"00112233445566778899aabbccddeeff".repeat(2)}\n`, { mode: 0o600 });
  return home;
}

export interface Child {
  readonly process: ChildProcess;
  /** Resolves with the signal or exit code. */
  readonly end: Promise<string>;
  /** Lines said so far. */
  readonly lines: readonly string[];
  readonly line: (expected: string) => Promise<void>;
}

/** Where the scripts of `children/` lie, each bundled into one file: that starts four times as fast, and every kill needs a start. */
let bundles: string | undefined;

/** Bundles the scripts of `children/`; to be awaited once before {@link startChild}. */
export async function bundleChildren(): Promise<void> {
  const folder = newHomePath();
  const children = join(import.meta.dirname, "children");
  const scripts = readdirSync(children).filter((name) => name !== "operations.ts");
  await build({
    configFile: false,
    logLevel: "error",
    ssr: { noExternal: true, resolve: { conditions: ["@infershield/source", "node"] } },
    build: {
      ssr: true,
      target: "node22",
      outDir: folder,
      rolldownOptions: {
        input: scripts.map((name) => join(children, name)),
        external: ["@napi-rs/keyring"],
        output: { entryFileNames: "[name].mjs" },
      },
    },
  });
  bundles = folder;
}

/** Starts a script of `children/` with Node. */
export function startChild(script: string, ...argv: readonly string[]): Child {
  if (bundles === undefined) throw new Error("The scripts are not bundled.");
  const child = spawn(process.execPath, [join(bundles, script.replace(/\.ts$/, ".mjs")), ...argv], {
    env: { PATH: process.env["PATH"], NODE_COMPILE_CACHE: join(bundles, "cache") },
    stdio: [argv.length === 0 ? "pipe" : "ignore", "pipe", "inherit"],
  });
  const lines: string[] = [];
  const waiting = new Map<string, () => void>();
  const end = Promise.withResolvers<string>();
  if (child.stdout === null) throw new Error("The child has no output.");
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.push(line);
    waiting.get(line)?.();
  });
  child.on("close", (code, signal) => end.resolve(signal ?? String(code)));
  return {
    process: child,
    end: end.promise,
    lines,
    line: (expected) =>
      lines.includes(expected)
        ? Promise.resolve()
        : Promise.race([
            new Promise<void>((resolve) => waiting.set(expected, resolve)),
            end.promise.then((how) => {
              throw new Error(`The child ended with ${how} before it said "${expected}".`);
            }),
          ]),
  };
}

/** Children by script that have loaded their modules, and wait to be told their home. */
const prepared = new Map<string, Child[]>();
const preparedAtOnce = 2;

/** Gives such a child its home, and starts more beside it: loading takes ten times longer than what is killed. */
function startPrepared(script: string, home: string): Child {
  const waiting = prepared.get(script) ?? [];
  prepared.set(script, waiting);
  const child = waiting.shift() ?? startChild(script);
  while (waiting.length < preparedAtOnce) waiting.push(startChild(script));
  child.process.stdin?.end(home);
  return child;
}

/** Starts a child, kills it a random time after it said a line, and gives what it said. */
export async function killSomewhere(
  script: string,
  home: string,
  longestMs: number,
  after = "ready",
): Promise<readonly string[]> {
  const child = startPrepared(script, home);
  await child.line(after);
  const [random = 0] = system.randomBytes(1);
  await system.sleep((random / 256) * longestMs);
  child.process.kill("SIGKILL");
  expect(await child.end).toBe("SIGKILL");
  return child.lines;
}

/** What must hold after any kill: the store opens, every token is whole, the lock can be had, no temporary file stays. */
export async function checkSurvived(path: string, accounts: number): Promise<readonly number[]> {
  const later = { ...system, now: () => system.now() + 120_000 };
  const home = await openHome(path, { system: later });
  const open = await openStore(home);
  const generations: number[] = [];
  for (let index = 0; index < accounts; index++) generations.push(await checkAccount(open, index));
  await open.keys.verify();
  await home.withLock(async () => undefined, { waitMs: 2_000 });
  await open.close();
  expect(readdirSync(path).filter((name) => name.endsWith(".tmp") || name.includes("corrupt"))).toEqual([]);
  return generations;
}

async function checkAccount({ store }: OpenTokenFile, index: number): Promise<number> {
  const token = await store.get(accountKey(index));
  const generation = token?.generation ?? 0;
  if (token !== undefined) {
    expect(token.accessToken?.reveal()).toBe(`account ${index} generation ${generation}`);
    expect(token.refreshToken?.reveal()).toBe("r".repeat(200));
  }
  return generation;
}
