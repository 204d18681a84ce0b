import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rssBytesOf } from "./built.ts";
import type { Contestant } from "./contestant-shape.ts";
import { freePort } from "./portkey.ts";

/** Whether nginx can be run and measured here: its CPU time is read from /proc. */
export function hasNginx(): boolean {
  return process.platform === "linux" && spawnSync("nginx", ["-v"], { stdio: "ignore" }).status === 0;
}

/** Starts nginx as a forwarder of one process. */
export async function launchNginx(upstream: string): Promise<Contestant> {
  const folder = mkdtempSync(join(tmpdir(), "infershield-bench-nginx-"));
  const port = await freePort();
  writeFileSync(join(folder, "nginx.conf"), configuration(folder, port, new URL(upstream).host));
  const child = spawn("nginx", ["-p", folder, "-c", join(folder, "nginx.conf")], { stdio: "ignore" });
  const { pid } = child;
  if (pid === undefined) throw new Error("nginx could not be started.");
  const url = `http://127.0.0.1:${port}`;
  await untilItAnswers(url);
  return {
    name: "nginx",
    url,
    headers: {},
    usage: async () => ({ cpuMicros: cpuMicrosOf(pid), rssBytes: rssBytesOf(pid) }),
    keptBytes: async () => Number.NaN,
    stop: () => {
      child.kill();
      child.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    },
  };
}

function configuration(folder: string, port: number, upstream: string): string {
  return `daemon off;
master_process off;
pid ${folder}/pid;
error_log ${folder}/errors;
events { worker_connections 8192; }
http {
  access_log off;
  keepalive_timeout 120s;
  keepalive_requests 10000000;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  client_body_buffer_size 1m;
  upstream provider { server ${upstream}; keepalive 512; keepalive_requests 10000000; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://provider;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
    }
  }
}
`;
}

async function untilItAnswers(url: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const answered = await fetch(url).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("nginx does not answer.");
}

/** Time on a processor of all threads, in whole nanoseconds as the scheduler counts them. */
function cpuMicrosOf(pid: number): number {
  const tasks = `/proc/${pid}/task`;
  return readdirSync(tasks).reduce(
    (sum, task) => sum + Number(readFileSync(`${tasks}/${task}/schedstat`, "utf8").split(" ")[0]) / 1_000,
    0,
  );
}
