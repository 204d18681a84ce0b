import { execFileSync, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fetchPackage } from "./fetch-package.ts";

/** A registry on loopback that holds our packages and passes every other request on to the machine's own registry. */
export interface Registry {
  readonly url: string;
  /** npm settings of somebody who publishes there; the registry asks for no name. */
  readonly userConfig: string;
  close(): void;
}

const verdaccio = "verdaccio@6.10.4";

/** A port that was free a moment ago: verdaccio does not tell which one it got. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("A port was expected.");
  return address.port;
}

function settings(storage: string, uplink: string): string {
  return JSON.stringify({
    storage,
    uplinks: { public: { url: uplink, timeout: "60s", maxage: "60m" } },
    packages: {
      "@infershield/*": { access: "$all", publish: "$all" },
      "**": { access: "$all", proxy: "public" },
    },
    log: { type: "stdout", format: "json", level: "error" },
    max_body_size: "100mb",
  });
}

async function answers(url: string): Promise<boolean> {
  for (let turn = 0; turn < 300; turn++) {
    const alive = await fetch(`${url}-/ping`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (alive) return true;
    await sleep(100);
  }
  return false;
}

/**
 * Starts verdaccio, which npm brings on the first call.
 *
 * @param cache - Folder where installed tools are kept
 * @param folder - Empty folder for what is published
 */
export async function startRegistry(cache: string, folder: string): Promise<Registry> {
  // Its login code asks for an old node-fetch that npm would take a wrong version of.
  const installed = fetchPackage(cache, verdaccio, { "node-fetch": "2.7.0" });
  const uplink = execFileSync("npm", ["config", "get", "registry"], { encoding: "utf8" }).trim();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const config = join(folder, "registry.yaml");
  writeFileSync(config, settings(join(folder, "storage"), uplink));
  const userConfig = join(folder, "npmrc");
  writeFileSync(userConfig, `registry=${url}\n//127.0.0.1:${port}/:_authToken=nobody\n`, { mode: 0o600 });
  const program = join(installed, "node_modules/verdaccio/bin/verdaccio");
  const server = spawn(process.execPath, [program, "--listen", `127.0.0.1:${port}`, "--config", config], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (!(await answers(url))) {
    server.kill();
    throw new Error("The registry did not answer within 30 seconds.");
  }
  return { url, userConfig, close: () => server.kill() };
}
