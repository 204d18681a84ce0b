import { createServer } from "node:net";
import { system } from "@infershield/core";
import { type Config, openProviders } from "@infershield/instance";
import { readTokenSummaries } from "@infershield/token-store";
import { formatDuration } from "../format-time.ts";
import { answers, findProxy } from "../proxy/running-proxy.ts";
import { type Check, look, ok, problem, warning } from "./check.ts";

const patienceMs = 5_000;
const tolerableSkewMs = 60_000;

/** Looks at the port, at each provider in use, and by their clocks at ours. */
export async function checkNetwork(config: Config): Promise<readonly Check[]> {
  const port = await look("port", () => checkPort(config));
  const addresses = await addressesInUse(config);
  const seen = await Promise.all(addresses.map(askProvider));
  const dates = seen.flatMap(({ skewMs }) => (skewMs === undefined ? [] : [skewMs]));
  return [port, ...seen.map(({ check }) => check), checkClock(dates)];
}

async function checkPort(config: Config): Promise<Check> {
  const { host, port } = config;
  const failure = await tryToListen(host, port);
  if (failure === undefined) return ok("port", `${host}:${port} is free`);
  if (failure !== "EADDRINUSE")
    return problem(
      "port",
      `${host}:${port} cannot be listened on (${failure}).`,
      "Choose another with INFERSHIELD_HOST and INFERSHIELD_PORT.",
    );
  return (await servesOn(config))
    ? ok("port", `a proxy serves on ${host}:${port}`)
    : problem(
        "port",
        `Another program uses ${host}:${port}.`,
        "Stop it, or choose another port with INFERSHIELD_PORT.",
      );
}

/** A proxy with a certificate of the operator's own cannot be asked; that of this home left a note. */
async function servesOn(config: Config): Promise<boolean> {
  const { host, port } = config;
  const running = await findProxy(config);
  if (running !== undefined && Number(new URL(running.url).port) === port) return true;
  return await answers(`http://${host}:${port}`);
}

/** The code of the failure, or undefined when it worked. */
function tryToListen(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.name));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}

interface Address {
  readonly provider: string;
  readonly url: string;
}

/** Where the providers with a stored login or a key in the environment are reached. */
async function addressesInUse(config: Config): Promise<readonly Address[]> {
  const catalog = openProviders(config);
  const stored = await readTokenSummaries(config.tokenFile).catch(() => []); // The check of the tokens reports it.
  const names = new Set([...stored.map(({ provider }) => provider), ...config.environmentKeys.keys()]);
  return [...names].flatMap((name) => {
    const provider = catalog.find(name);
    return provider ? [{ provider: name, url: provider.baseUrl }] : [];
  });
}

async function askProvider({ provider, url }: Address): Promise<{ readonly check: Check; readonly skewMs?: number }> {
  const name = `provider ${provider}`;
  try {
    const options = { method: "HEAD", redirect: "manual", signal: AbortSignal.timeout(patienceMs) } as const;
    const { headers } = await system.fetch(url, options);
    const date = Date.parse(headers.get("date") ?? "");
    return {
      check: ok(name, `${new URL(url).host} answers`),
      ...(Number.isFinite(date) && { skewMs: system.now() - date }),
    };
  } catch {
    const hint = "Check the network, the provider's address, and HTTPS_PROXY where one is needed.";
    return { check: problem(name, `${new URL(url).host} cannot be reached.`, hint) };
  }
}

function checkClock(skewsMs: readonly number[]): Check {
  const [worst = 0] = skewsMs.toSorted((one, other) => Math.abs(other) - Math.abs(one));
  if (skewsMs.length === 0) return ok("clock", "not compared: no provider in use answered");
  return Math.abs(worst) <= tolerableSkewMs
    ? ok("clock", "agrees with the providers")
    : warning(
        "clock",
        `This machine's clock is ${formatDuration(Math.abs(worst))} ${worst > 0 ? "ahead" : "behind"}.`,
        "Set it right: tokens are renewed by the clock.",
      );
}
