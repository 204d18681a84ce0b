import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const cli = join(import.meta.dirname, "../../../cli");

/** The command as users have it, serving. */
export interface Built {
  readonly url: string;
  /** Resident memory now; NaN where there is no /proc. */
  rssBytes(): number;
  stop(): Promise<void>;
}

/** Starts `infershield proxy start` from what was built. @returns undefined when nothing was */
export async function launchBuilt(upstream: string): Promise<Built | undefined> {
  if (!existsSync(join(cli, "dist"))) return undefined;
  const home = mkdtempSync(join(tmpdir(), "infershield-bench-"));
  const env = {
    PATH: process.env["PATH"],
    HOME: home,
    INFERSHIELD_HOME: join(home, "home"),
    OPENAI_API_KEY: "sk-bench",
    INFERSHIELD_OPENAI_BASE_URL: `${upstream}/v1`,
    INFERSHIELD_ALLOW_PRIVATE_UPSTREAM: upstream,
  };
  const command = [join(cli, "bin/run.js"), "proxy", "start", "--port", "0", "--json"];
  const child = spawn(process.execPath, command, { env, stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  for await (const line of createInterface({ input: child.stdout })) {
    const { url } = JSON.parse(line);
    return {
      url,
      rssBytes: () => rssBytesOf(child.pid),
      stop: async () => {
        child.kill();
        await ended;
        rmSync(home, { recursive: true, force: true });
      },
    };
  }
  throw new Error("The built command did not start.");
}

/** Resident memory of a process from /proc. */
export function rssBytesOf(pid: number | undefined): number {
  const path = `/proc/${pid}/status`;
  if (!existsSync(path)) return Number.NaN;
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(path, "utf8"))?.[1]) * 1_024;
}
