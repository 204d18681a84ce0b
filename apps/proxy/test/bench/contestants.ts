import { type ChildProcess, fork } from "node:child_process";
import type { Contestant, ContestantName, Usage } from "./contestant-shape.ts";
import { hasNginx, launchNginx } from "./nginx.ts";
import { installPortkey, portkeyHeaders } from "./portkey.ts";

/** The provider behind all of them. */
export interface Upstream {
  readonly url: string;
  stop(): void;
}

/** Starts the provider in a process of its own. */
export async function launchUpstream(): Promise<Upstream> {
  const child = fork(new URL("./upstream.ts", import.meta.url));
  const { url } = await nextMessage<{ readonly url: string }>(child);
  return { url, stop: () => child.disconnect() };
}

/** The names of those that can be run on this machine; InferShield comes first. */
export function presentContestants(): readonly ContestantName[] {
  return [
    "infershield",
    "node:http",
    "undici dispatch",
    "hono + fetch",
    ...(installPortkey() ? (["portkey"] as const) : []),
    ...(hasNginx() ? (["nginx"] as const) : []),
  ];
}

/** Starts one of them in a process of its own. */
export async function launchContestant(name: ContestantName, upstream: string): Promise<Contestant> {
  if (name === "nginx") return launchNginx(upstream);
  const child = fork(new URL("./contestant.ts", import.meta.url), [name, upstream], { silent: name === "portkey" });
  const { url } = await nextMessage<{ readonly url: string }>(child);
  return {
    name,
    url,
    headers: name === "portkey" ? portkeyHeaders(upstream) : {},
    usage: () => {
      const answer = nextMessage<Usage>(child);
      child.send("usage");
      return answer;
    },
    keptBytes: () => {
      const answer = nextMessage<number>(child);
      child.send("kept");
      return answer;
    },
    stop: () => child.disconnect(),
  };
}

function nextMessage<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = (code: number | null): void => reject(new Error(`A process of the benchmark ended with ${code}.`));
    child.once("exit", fail);
    child.once("message", (message) => {
      child.off("exit", fail);
      resolve(message as T);
    });
  });
}
