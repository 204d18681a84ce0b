import { execFile } from "node:child_process";
import { readFile, readlink } from "node:fs/promises";
import { promisify } from "node:util";
import { systemErrorCode } from "./error.ts";

/** Tells one run of one process from every other, also after its process id is used again. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started: clock ticks since boot on Linux, the text of `ps` elsewhere. */
  readonly start: string;
  /** Boot and process-id namespace: ids of another boot or container mean nothing here. */
  readonly machine: string;
}

let own: Promise<ProcessIdentity> | undefined;

/** The identity of this process. */
export function ownIdentity(): Promise<ProcessIdentity> {
  own ??= identify(process.pid);
  return own;
}

async function identify(pid: number): Promise<ProcessIdentity> {
  return { pid, start: (await startOf(pid)) ?? "unknown", machine: await machine() };
}

/**
 * Whether a process still runs: `foreign` when it lives in another container of the same boot and cannot be looked up.
 */
export async function processState(identity: ProcessIdentity): Promise<"alive" | "dead" | "foreign"> {
  const { machine: here } = await ownIdentity();
  if (identity.machine !== here) return bootOf(identity.machine) === bootOf(here) ? "foreign" : "dead";
  return (await startOf(identity.pid)) === identity.start ? "alive" : "dead";
}

function bootOf(machineName: string): string {
  return machineName.split("/")[0] ?? "";
}

async function machine(): Promise<string> {
  if (process.platform !== "linux") return process.platform;
  const boot = (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim();
  const namespace = (await readlink("/proc/self/ns/pid")).replace(/\D/g, "");
  return `${boot}/${namespace}`;
}

/** When a process started; undefined when there is none, or only its remains that nobody has waited for. */
async function startOf(pid: number): Promise<string | undefined> {
  return process.platform === "linux" ? startFromProc(pid) : startFromPs(pid);
}

async function startFromProc(pid: number): Promise<string | undefined> {
  let stat: string;
  try {
    stat = await readFile(`/proc/${pid}/stat`, "utf8");
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT" || systemErrorCode(error) === "ESRCH") return undefined;
    throw error;
  }
  // The second field is the program's name in brackets and may hold spaces and brackets itself: count from its end (proc(5)).
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
}

async function startFromPs(pid: number): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)("ps", ["-o", "stat=,lstart=", "-p", String(pid)]);
    const [state = "", ...start] = stdout.trim().split(/\s+/);
    return state === "" || state.startsWith("Z") ? undefined : start.join(" ");
  } catch (error) {
    // ps ends with 1 when there is no such process.
    if (error instanceof Error && "code" in error && error.code === 1) return undefined;
    throw error;
  }
}
