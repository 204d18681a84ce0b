import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chownSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chatChunks, type FakeUpstream, sseAnswer, startFakeUpstream } from "@infershield/testkit";
import { buildah, runArguments } from "./buildah.ts";
import { ask, expectTrue, listening, owner, programBelow } from "./container.ts";

/** Folders that a host gives to the container: an empty volume, and a secret that only the container's user can read. */
function hostFolders(folder: string): Readonly<Record<string, string>> {
  const data = join(folder, "data");
  const secrets = join(folder, "secrets");
  mkdirSync(data, { mode: 0o700 });
  mkdirSync(secrets, { mode: 0o755 });
  const key = join(secrets, "infershield_master_key");
  writeFileSync(key, randomBytes(32).toString("hex"), { mode: 0o400 });
  for (const path of [data, key]) chownSync(path, owner, owner);
  return { [data]: "/data", [secrets]: "/run/secrets" };
}

/** Starts the proxy of the image, asks it, ends it while an answer is on its way, and looks at what it left behind. */
export async function useImage(image: string, folder: string): Promise<void> {
  const upstream = await startFakeUpstream();
  const container = buildah(["from", image]);
  try {
    await useContainer(container, folder, upstream);
  } finally {
    buildah(["rm", container]);
    await upstream.close();
  }
}

async function useContainer(container: string, folder: string, upstream: FakeUpstream): Promise<void> {
  const volumes = hostFolders(folder);
  const env = {
    OPENAI_API_KEY: "sk-upstream",
    INFERSHIELD_OPENAI_BASE_URL: `${upstream.origin}/v1`,
    INFERSHIELD_ALLOW_PRIVATE_UPSTREAM: upstream.origin,
  };
  const inContainer = runArguments(container, { env, volumes });
  const created = execFileSync("buildah", [...inContainer, "infershield", "token", "create", "sdk", "--json"]);
  const { token } = JSON.parse(created.toString());
  const command = ["infershield", "proxy", "start", "--port", "0", "--json"];
  const startedAt = Date.now();
  const proxy = spawn("buildah", [...inContainer, ...command]);
  proxy.stderr.pipe(process.stderr);
  try {
    await useProxy(proxy, token, upstream);
  } finally {
    if (proxy.exitCode === null) process.kill(programBelow(proxy.pid ?? 0), "SIGKILL");
  }
  const written = filesSince(buildah(["mount", container]), startedAt);
  buildah(["umount", container]);
  expectTrue(written.length === 0, "nothing was written outside the volume, so that the root can be read-only");
  const data = join(folder, "data");
  const files = globSync("**/*", { cwd: data }).map((name) => statSync(join(data, name)));
  const own = files.every((file) => file.uid === owner && (file.mode & 0o077) === 0);
  expectTrue(files.length > 3 && own, `all ${files.length} files of the volume belong to it alone`);
}

/** Files of the container's root that changed since a time, but for what buildah puts there itself. */
function filesSince(root: string, time: number): readonly string[] {
  const found = execFileSync("find", [root, "-xdev", "-type", "f", "-newermt", `@${time / 1_000}`], {
    encoding: "utf8",
  });
  return found.split("\n").filter((path) => path !== "" && !/\/etc\/(?:hosts|resolv\.conf)$/.test(path));
}

async function useProxy(proxy: ChildProcessWithoutNullStreams, token: string, upstream: FakeUpstream): Promise<void> {
  const address = new URL(await listening(proxy));
  const url = `http://127.0.0.1:${address.port}`;

  const answer = await ask(url, token, "Say hello.");
  expectTrue(answer.status === 200 && (await answer.text()).includes("choices"), "a request with a token is answered");
  expectTrue((await ask(url, "sk-of-the-caller", "Say hello.")).status === 401, "a request without one is refused");
  const program = programBelow(proxy.pid ?? 0);
  const status = readFileSync(`/proc/${program}/status`, "utf8");
  expectTrue(status.includes(`Uid:\t${owner}\t${owner}`), `the program runs as user ${owner}`);

  const [first, ...rest] = chatChunks(["Hello", ", ", "world."]);
  upstream.next(sseAnswer(first === undefined ? [] : [first, { waitMs: 1_500 }, ...rest]));
  const open = await ask(url, token, "Say hello.", true);
  const ended = once(proxy, "close");
  process.kill(program, "SIGTERM");
  expectTrue((await open.text()).includes("[DONE]"), "an answer that is on its way ends whole after SIGTERM");
  const [code] = await ended;
  expectTrue(code === 0, "then the program ends with code 0");
}
