import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { clients } from "./clients.ts";
import { install } from "./install.ts";

// `pnpm test:clients [client [scenario]]`: installs the clients from npm, then runs them where there is only loopback.
const cache = join(import.meta.dirname, "../../../.clients");

/** A network and a list of processes of its own; whatever is left in it ends with it. */
const enter = [
  ...(process.getuid?.() === 0 ? [] : ["--map-root-user"]),
  ...["--net", "--pid", "--fork", "--mount-proc", "--kill-child"],
  ...["sh", "-c", 'ip link set lo up && exec "$@"', "sh"],
];

const probe = spawnSync("unshare", [...enter, "true"], { encoding: "utf8" });
if (probe.status === 0) {
  mkdirSync(cache, { recursive: true });
  const [wanted = ""] = process.argv.slice(2);
  for (const client of clients) {
    if (client.name.includes(wanted)) install(cache, client);
  }
  const run = [process.execPath, "--conditions=@infershield/source", join(import.meta.dirname, "run.ts"), cache];
  const { status } = spawnSync("unshare", [...enter, ...run, ...process.argv.slice(2)], { stdio: "inherit" });
  process.exitCode = status ?? 1;
} else {
  console.log(`SKIPPED: no client was run, for lack of a network namespace. ${probe.error?.message ?? probe.stderr}`);
}
