import { spawn } from "node:child_process";
import { join } from "node:path";
import { system } from "@infershield/core";
import { expect } from "vitest";
import { environmentOf, startWorld } from "./lasting-world.ts";

/** What was done while keys changed. */
export interface Load {
  readonly requests: number;
  readonly perSecond: number;
  readonly refreshes: number;
  readonly keyRounds: number;
}

/**
 * Keeps `parallel` requests going through the proxy, and lets the access token expire every `expireMs`, while another process rotates,
 * seals anew, destroys and changes the master key `rounds` times. Every request must be answered.
 */
export async function changeKeysUnderLoad(options: {
  readonly rounds: number;
  readonly parallel: number;
  /** Between two changes of keys. Without a pause the changes hold the home's lock nearly all the time. */
  readonly pauseMs: number;
  readonly expireMs: number;
}): Promise<Load> {
  const world = await startWorld();
  let changing: Promise<string> | undefined;
  try {
    const before = await world.instance.keys.status();
    const started = performance.now();
    changing = runKeyChanges(world.config.homePath, environmentOf("", world.sandbox), options);
    let isChanging = true;
    const done = (): void => {
      isChanging = false;
    };
    changing.then(done, done);
    let requests = 0;
    const failures: string[] = [];
    const ask = async (): Promise<void> => {
      while (isChanging) {
        const response = await world.chat();
        const text = await response.text();
        if (response.status !== 200) failures.push(`${response.status} ${text}`);
        requests++;
      }
    };
    const expire = async (): Promise<void> => {
      while (isChanging) {
        await world.expire();
        await system.sleep(options.expireMs);
      }
    };
    await Promise.all([expire(), ...Array.from({ length: options.parallel }, ask)]);
    const seconds = (performance.now() - started) / 1000;
    expect(failures).toEqual([]);
    expect(await changing).toBe("round\n".repeat(options.rounds));
    const after = await world.instance.keys.status();
    const primary = (report: typeof before) =>
      report.keys.find(({ purpose, status }) => purpose === "seal" && status === "primary")?.kid;
    expect(primary(after)).not.toBe(primary(before));
    expect((await world.stored()).state).toBe("active");
    await world.instance.keys.verify();
    return { requests, perSecond: requests / seconds, refreshes: world.refreshes(), keyRounds: options.rounds };
  } finally {
    // It works in the home that is removed next; how it ended was looked at above.
    await changing?.catch(() => undefined);
    await world.close();
  }
}

function runKeyChanges(
  home: string,
  env: Readonly<Record<string, string>>,
  { rounds, pauseMs }: { readonly rounds: number; readonly pauseMs: number },
): Promise<string> {
  const script = join(import.meta.dirname, "lasting-keys-child.ts");
  const child = spawn(process.execPath, ["--conditions=@infershield/source", script, String(rounds), String(pauseMs)], {
    env: { PATH: process.env["PATH"], ...env, INFERSHIELD_HOME: home },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (chunk) => {
    said += String(chunk);
  });
  return new Promise((resolve, reject) =>
    child.on("close", (code) => (code === 0 ? resolve(said) : reject(new Error(`key changes ended with ${code}`)))),
  );
}
